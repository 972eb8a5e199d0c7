package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.it.Await;
import org.espalier.it.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server that is killed with {@code kill -9} at random moments, over and over, while trees of
 * mixed shapes are submitted and run. One kill in five strikes during the start.
 */
@ExtendWith(SeedInFailures.class)
class KillChaos {
  private static final int KILLS = Chaos.amount(10, 30);
  private static final String ON_POSTGRES = "kill -9 on PostgreSQL";
  private static final String ON_H2 = "kill -9 on H2";
  private static final Duration WORK_BOUND = Duration.ofSeconds(120);
  private static final Duration LONGEST_LIFE = Duration.ofMillis(1500);
  private static final Duration LONGEST_START = Duration.ofSeconds(5);
  private static final int UNFINISHED_TREES = 12;

  @Test
  void losesAndRepeatsNothingOnPostgres() throws IOException {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres(ON_POSTGRES, postgres)) {
      Node node = scenario.node("one");
      node.server.with("ESPALIER_NODE_LEASE", "PT2S");
      killOverAndOver(ON_POSTGRES, scenario, node);
    }
  }

  @Test
  void losesAndRepeatsNothingOnH2() throws IOException {
    try (Scenario scenario = Scenario.onH2(ON_H2)) {
      killOverAndOver(ON_H2, scenario, scenario.nodeAt(0));
    }
  }

  private static void killOverAndOver(String name, Scenario scenario, Node node) {
    // Here one task may well lose its process more often than the default lets it.
    node.server.with("ESPALIER_ENGINE_MAX_LOST_ATTEMPTS", "1000");
    Load load = scenario.load("k", 700, node);
    node.start();
    load.keepUnfinished(UNFINISHED_TREES);
    AtomicInteger midway = new AtomicInteger();
    for (int kill = 1; kill <= KILLS; kill++) {
      long answered = scenario.witness.answered();
      Await.until(
          "work goes on before kill " + kill,
          WORK_BOUND,
          () -> scenario.witness.answered() >= answered + 5);
      Chaos.untilItStrikes(scenario.random, LONGEST_LIFE);
      node.server.kill9();
      scenario.noteDeath();
      midway.addAndGet(aborted(scenario, node));
      scenario.check();
      if (kill % 5 == 0 && kill < KILLS) {
        kill++;
        node.prepareStart();
        node.server.killWhileStarting(() -> Chaos.untilItStrikes(scenario.random, LONGEST_START));
        scenario.noteDeath();
        scenario.check();
      }
      node.start();
    }
    scenario.verify();
    report(name, scenario, load, midway.get());
    assertThat(load.accepted()).hasSizeGreaterThan(KILLS);
    assertThat(scenario.witness.answered()).isGreaterThan(KILLS * 5L);
    assertThat(midway.get()).as("requests that a kill cut off").isGreaterThan(KILLS);
  }

  /** Requests of the process just killed that its death ended. */
  private static int aborted(Scenario scenario, Node node) {
    Await.until(
        "the witness sees the dead process's connections end",
        WORK_BOUND,
        () -> scenario.witness.calls().stream().noneMatch(call -> call.is(Call.State.OPEN)));
    return (int)
        scenario.witness.calls().stream()
            .filter(call -> call.node.equals(node.process()) && call.is(Call.State.ABORTED))
            .count();
  }

  private static void report(String name, Scenario scenario, Load load, int midway) {
    Chaos.report(
        name,
        "%d kills, %d trees, %d requests, %d of them cut off"
            .formatted(KILLS, load.accepted().size(), scenario.witness.calls().size(), midway));
  }
}
