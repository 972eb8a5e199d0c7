package org.espalier.engine.node;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs simulations from the command line: {@code Simulate FIRST COUNT}. Prints one line, and the
 * steps of a seed that failed when COUNT is 1. Ends with 1 when a rule was broken.
 */
final class Simulate {
  private static final Logger ENGINE_LOG = Logger.getLogger("org.espalier");

  private Simulate() {}

  public static void main(String[] arguments) throws InterruptedException {
    ENGINE_LOG.setLevel(Level.OFF);
    long first = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    long begun = System.nanoTime();
    SimulationRuns runs = SimulationRuns.of(first, count);
    System.out.printf("%d seeds in %.1f s%n", runs.count(), (System.nanoTime() - begun) / 1e9);
    SimulationRuns.Failure failure = runs.failure().orElse(null);
    if (failure == null) {
      System.out.printf("nothing found in %d seeds%n", runs.count());
      return;
    }
    if (count == 1) {
      System.out.println(failure.report());
      failure.cause().printStackTrace(System.out);
    }
    System.out.printf("seed %d: %s%n", failure.seed(), failure.cause().getMessage());
    System.out.printf("found|%s|%d|%d%n", failure.rule(), failure.seed(), runs.count());
    System.exit(1);
  }
}
