package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.espalier.it.Await;
import org.espalier.it.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A PostgreSQL that restarts or drops its connections while a server works: it goes on by itself.
 */
@ExtendWith(SeedInFailures.class)
class DatabaseChaos {
  private static final int FAULTS = Chaos.amount(2, 6);
  private static final Duration BOUND = Duration.ofSeconds(120);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A way to take the database away from its clients. */
  @FunctionalInterface
  private interface Fault {
    void strike(Postgres postgres);
  }

  @Test
  void goesOnWhenTheDatabaseCrashesAndRestarts() throws IOException {
    goesOn("restart -m immediate", postgres -> postgres.restart("immediate"));
  }

  @Test
  void goesOnWhenTheDatabaseIsRestarted() throws IOException {
    goesOn("restart -m fast", postgres -> postgres.restart("fast"));
  }

  @Test
  void goesOnWhenAllItsConnectionsAreTerminated() throws IOException {
    goesOn("pg_terminate_backend", Postgres::terminateConnections);
  }

  private static void goesOn(String name, Fault fault) throws IOException {
    // A crash of the database must not lose what it has confirmed, so here it writes through.
    try (Postgres postgres =
            Postgres.start(java.util.Map.of("fsync", "on", "synchronous_commit", "on"));
        Scenario scenario = Scenario.onPostgres(name, postgres)) {
      Node node = scenario.node("one").start();
      long pid = node.server.pid();
      Load load = scenario.load("d", 600, node);
      load.keepUnfinished(10);
      long slowest = 0;
      for (int i = 0; i < FAULTS; i++) {
        awaitWork(scenario, scenario.witness.answered() + 5);
        Chaos.untilItStrikes(scenario.random, PAUSE);
        fault.strike(postgres);
        long back = System.nanoTime();
        long begun = scenario.witness.calls().size();
        Await.until(
            "requests are made again", BOUND, () -> scenario.witness.calls().size() > begun);
        slowest = Math.max(slowest, System.nanoTime() - back);
      }
      awaitWork(scenario, scenario.witness.answered() + 5);
      scenario.verify();
      Chaos.report(
          name,
          "%d times, %d trees, %d requests; the next request at most %d ms after the database is back"
              .formatted(
                  FAULTS,
                  load.accepted().size(),
                  scenario.witness.calls().size(),
                  Duration.ofNanos(slowest).toMillis()));
      assertThat(node.server.pid()).as("the same process all the time").isEqualTo(pid);
      assertThat(load.accepted()).hasSizeGreaterThanOrEqualTo(10);
      assertThat(scenario.witness.answered()).isGreaterThan(30);
    }
  }

  private static void awaitWork(Scenario scenario, long answered) {
    Await.until("work goes on", BOUND, () -> scenario.witness.answered() >= answered);
  }
}
