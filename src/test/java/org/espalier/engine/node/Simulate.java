package org.espalier.engine.node;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Simulates so many seeds from a first one up to a failure, and returns the seed that failed with
 * the rule it broke. Known by types of the JDK alone to {@link PlantedBug}, which loads it, and the
 * engine with it, once for each bug.
 */
public final class Simulate implements BiFunction<Long, Long, Optional<Map.Entry<Long, String>>> {
  /** For {@link PlantedBug}. */
  public Simulate() {}

  @Override
  public Optional<Map.Entry<Long, String>> apply(Long first, Long count) {
    return SimulationRuns.onThisThread(first, count)
        .failure()
        .map(failure -> Map.entry(requireSeed(failure), failure.rule()));
  }

  /** A world that cannot be made, and classes that do not fit, are no find. */
  private static long requireSeed(SimulationRuns.Failure failure) {
    if (failure.seed() < 0 || failure.cause() instanceof LinkageError) {
      throw new IllegalStateException("no simulation could be made", failure.cause());
    }
    return failure.seed();
  }
}
