package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of simulations, each from its seed; thousands with the Maven profile {@code thorough}.
 * {@code -Dsimulation.seeds=N} makes that many, {@code -Dsimulation.seed=N} that one alone.
 */
class EngineSimulationTest {
  private static final int SEEDS = 500;

  /** A simulation that is never in such a situation proves nothing about it. */
  private static final List<String> TO_MEET =
      List.of(
          "commit ANSWER_LOST",
          "commit FAILED",
          "death",
          "freeze",
          "graceful stop",
          "hand-back",
          "question APPROVED",
          "question EXPIRED",
          "question REJECTED",
          "question WITHDRAWN",
          "recovery",
          "run CANCELLED",
          "run COMPLETED",
          "run FAILED",
          "run.paused",
          "run.released",
          "run.waiting",
          "task.asked",
          "task.decided",
          "zombie attempt");

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
  @Timeout(value = 24, unit = TimeUnit.HOURS) // as many seeds as are asked for
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
    if (runs.count() >= 500) {
      assertThat(runs.met().keySet()).as("what was met").containsAll(TO_MEET);
    }
  }

  @Test
  void makesTheSameStepsOfTheSameSeed() throws Exception {
    try (SimulationWorld world = new SimulationWorld()) {
      assertThat(stepsOf(7, world)).isNotEmpty().isEqualTo(stepsOf(7, world));
    }
  }

  private static List<String> stepsOf(long seed, SimulationWorld world) throws Exception {
    EngineSimulation simulation = new EngineSimulation(seed, world);
    simulation.run();
    return simulation.steps();
  }
}
