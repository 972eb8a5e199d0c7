package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * On PostgreSQL, a server that dies and servers that share the database: nothing is lost, nothing
 * that is done is done again, and what is transactional takes effect once.
 */
class RecoveryIT {
  /** The profile {@code thorough} kills more often. */
  private static final int KILLS = Integer.getInteger("recovery.kills", 2);

  private static Postgres postgres;
  private static EspalierServer one;

  @BeforeAll
  static void create() {
    postgres = Postgres.start();
    one =
        new EspalierServer()
            .on(postgres)
            .with("ESPALIER_NODE_NAME", "one")
            .with("ESPALIER_NODE_LEASE", "PT3S")
            // Every kill may hit the same task, more often than the default lets it lose its node.
            .with("ESPALIER_ENGINE_MAX_LOST_ATTEMPTS", "1000")
            .with("ESPALIER_EXECUTORS_SQL_OWN_DATABASE", "true")
            .with("ESPALIER_ENGINE_EXECUTOR_LIMITS", "sql_executor=8");
  }

  @AfterAll
  static void close() throws IOException {
    one.close();
    postgres.close();
  }

  /** A test may leave it killed. */
  @BeforeEach
  void start() {
    one.start();
  }

  @Test
  void eachTransferIsMadeOnceAndEachTaskIsDoneOnceThoughTheServerIsKilled() throws Exception {
    Transfers transfers = new Transfers(one, postgres, Long.getLong("chaos.seed", 20_261_130));
    LayeredRun layers = new LayeredRun(one.http(), 12, 4, 1.0);
    layers.awaitSomeDone(one.http(), 5);
    Restarts.killAndStart(one);
    transfers.kill(KILLS - 1);
    layers.endsSoundly(one.http());
    assertThat(layers.lostAttempts(one.http())).as("the kill hit running attempts").isTrue();
    transfers.areEachMadeOnce();
  }

  @Test
  void twoServersShareTheRunsAndOneTakesOverFromTheOther() {
    try (EspalierServer two =
        new EspalierServer().on(postgres).with("ESPALIER_NODE_NAME", "two").start()) {
      List<LayeredRun> runs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        runs.add(new LayeredRun(one.http(), 4, 3, 0.3));
        runs.add(new LayeredRun(two.http(), 4, 3, 0.3));
      }
      runs.get(0).awaitSomeDone(one.http(), 3);
      one.kill9();
      runs.forEach(run -> run.endsSoundly(two.http()));
      Set<String> nodes = new TreeSet<>();
      runs.forEach(run -> nodes.addAll(run.nodes(two.http())));
      assertThat(nodes).containsExactlyInAnyOrder("one", "two");
    }
  }
}
