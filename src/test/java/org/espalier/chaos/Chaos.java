package org.espalier.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long and how random the suite is: {@code -Dchaos.length=short} or {@code long} (default), and
 * {@code -Dchaos.seed=N} to repeat the random choices of an earlier run.
 */
final class Chaos {
  static final long SEED = Long.getLong("chaos.seed", System.nanoTime() % 1_000_000_000L);

  private static final boolean IS_SHORT =
      System.getProperty("chaos.length", "long").equals("short");

  private Chaos() {}

  /**
   * The random choices of one test. Each test has its own, so that it makes the same ones when it
   * is run alone.
   */
  static Random random(String test) {
    return new Random(SEED * 31 + test.hashCode());
  }

  /** One of two amounts, by the length of the suite. */
  static int amount(int inShort, int inLong) {
    return IS_SHORT ? inShort : inLong;
  }

  /**
   * Lets a random time pass before a fault strikes. Not a wait for something: the moment of the
   * fault is what is random.
   */
  static void untilItStrikes(Random random, Duration atMost) {
    long end = System.nanoTime() + (long) (random.nextDouble() * atMost.toNanos());
    for (long left = atMost.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  /** A measured figure, for docs/reliability.md. */
  static void report(String test, String figure) {
    System.out.println("[chaos] " + test + ": " + figure);
  }
}
