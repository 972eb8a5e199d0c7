package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Thousands of simulations, each from its seed. {@code -Dsimulation.seeds=N} makes that many,
 * {@code -Dsimulation.seed=N} that one alone.
 */
class EngineSimulationTest {
  private static final int SEEDS = 3_000;

  /** The engine warns of every misfortune; here they are the rule. */
  private static final Logger ENGINE_LOG = Logger.getLogger("org.espalier");

  @BeforeAll
  static void silence() {
    ENGINE_LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    ENGINE_LOG.setLevel(null);
  }

  @Test
  void keepsEveryRuleWhateverHappens() throws Exception {
    Long only = Long.getLong("simulation.seed");
    SimulationRuns runs =
        only == null
            ? SimulationRuns.of(0, Integer.getInteger("simulation.seeds", SEEDS))
            : SimulationRuns.of(only, 1);
    runs.failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(failure.report(), failure.cause());
            });
    if (runs.count() >= 1_000) {
      assertThat(runs.met().keySet()).as("what was met").contains("recovery");
    }
    System.out.println(runs.met());
  }
}
