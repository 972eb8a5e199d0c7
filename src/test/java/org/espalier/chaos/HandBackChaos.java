package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.it.Await;
import org.espalier.it.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server that is stopped as it should be hands its runs back: nobody has to wait for its lease.
 */
@ExtendWith(SeedInFailures.class)
class HandBackChaos {
  private static final Duration BOUND = Duration.ofSeconds(120);
  private static final int STOPS = Chaos.amount(2, 6);
  private static final int RUNS = 8;

  @Test
  void goesOnAfterStopAndStartOnPostgres() throws IOException {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("stop on PostgreSQL", postgres)) {
      Node node = scenario.node("one");
      stopAndStart(scenario, node);
    }
  }

  @Test
  void goesOnAfterStopAndStartOnH2() throws IOException {
    try (Scenario scenario = Scenario.onH2("stop on H2")) {
      stopAndStart(scenario, scenario.nodeAt(0));
    }
  }

  private static void stopAndStart(Scenario scenario, Node node) {
    // Shorter than the longest tasks, so that a stop interrupts some of them.
    node.server.with("ESPALIER_ENGINE_SHUTDOWN_GRACE", "PT0.3S");
    node.start();
    Load load = scenario.load("s", 2000, node);
    load.keepUnfinished(10);
    for (int i = 0; i < STOPS; i++) {
      long answered = scenario.witness.answered();
      Await.until("work goes on", BOUND, () -> scenario.witness.answered() >= answered + 5);
      Chaos.untilItStrikes(scenario.random, Duration.ofSeconds(1));
      node.server.stop();
      assertHandedBack(scenario);
      scenario.check();
      node.start();
    }
    long answered = scenario.witness.answered();
    Await.until("work goes on", BOUND, () -> scenario.witness.answered() >= answered + 5);
    scenario.verify();
    List<String> kinds = errorKinds(scenario);
    Chaos.report(
        "stop and start",
        "%d stops, %d trees, %d requests, attempts by kind of error %s"
            .formatted(STOPS, load.accepted().size(), scenario.witness.calls().size(), kinds));
    assertThat(kinds)
        .as("no attempt counts as lost with its node")
        .noneMatch(k -> k.startsWith("node_lost"));
    assertThat(kinds).as("some were interrupted").anyMatch(k -> k.startsWith("interrupted"));
    assertThat(load.accepted()).hasSizeGreaterThanOrEqualTo(10);
  }

  /** Right after the stop: every run that is not over waits for the next claim. */
  private static void assertHandedBack(Scenario scenario) {
    List<String> others =
        scenario
            .store()
            .read(
                c ->
                    Rows.of(
                        c,
                        """
                    select id, status, claimed_by from run
                    where ended_at is null and (claimed_by is not null or status not in ('queued', 'waiting'))
                    """));
    assertThat(others).as("runs that were not handed back").isEmpty();
    List<String> leases =
        scenario
            .store()
            .read(c -> Rows.of(c, "select id from node where lease_until > current_timestamp"));
    assertThat(leases).as("leases that are still held").isEmpty();
  }

  private static List<String> errorKinds(Scenario scenario) {
    return scenario
        .store()
        .read(
            c ->
                Rows.of(
                    c,
                    "select error_kind, count(*) from attempt where error_kind is not null group by error_kind"));
  }

  @Test
  void anotherServerGoesOnAtOnce() throws IOException {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("stop one of two", postgres)) {
      Node one = scenario.node("one");
      one.server.with("ESPALIER_ENGINE_SHUTDOWN_GRACE", "PT0.3S");
      // A lease that nobody could wait for: only a hand-back lets the other go on.
      one.server.with("ESPALIER_NODE_LEASE", "PT10M");
      one.start();
      Node two = scenario.node("two").start();
      Load load =
          scenario.load("h", label -> Plan.chain(label, scenario.witness.uri(), 3, 3000), one);
      for (int i = 0; i < RUNS; i++) {
        load.submit();
      }
      Set<String> trees =
          load.accepted().values().stream().map(plan -> plan.label).collect(Collectors.toSet());
      Await.until("all have begun", BOUND, () -> begunBy(scenario, one).containsAll(trees));
      one.server.stop();
      long stopped = System.nanoTime();
      Await.until(
          "the other goes on with all", BOUND, () -> begunBy(scenario, two).containsAll(trees));
      Chaos.report(
          "stop one of two",
          "the other had begun all %d runs %d ms after the stop"
              .formatted(RUNS, Duration.ofNanos(System.nanoTime() - stopped).toMillis()));
      load.stop();
      Await.until("all are over", BOUND, () -> overCount(scenario) == RUNS);
      one.start();
      scenario.verify();
      assertThat(errorKinds(scenario)).noneMatch(kind -> kind.startsWith("node_lost"));
      assertThat(scenario.witness.answered()).isGreaterThanOrEqualTo(RUNS * 3L);
    }
  }

  private static long overCount(Scenario scenario) {
    return scenario
        .store()
        .read(c -> Rows.count(c, "select count(*) from run where ended_at is not null"));
  }

  private static Set<String> begunBy(Scenario scenario, Node node) {
    return scenario.witness.calls().stream()
        .filter(call -> call.node.equals(node.process()))
        .map(call -> call.tree)
        .collect(Collectors.toSet());
  }
}
