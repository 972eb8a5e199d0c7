package org.espalier.bench;

import java.util.Arrays;

/** Delays of events, in microseconds. Thread-safe. */
final class Arrivals {
  private long[] micros = new long[1 << 16];
  private int count;

  synchronized void add(long delay) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = delay;
  }

  synchronized void reset() {
    count = 0;
  }

  synchronized int count() {
    return count;
  }

  /** Milliseconds: p50, p95, and the largest. */
  synchronized double[] percentiles() {
    if (count == 0) {
      return new double[] {Double.NaN, Double.NaN, Double.NaN};
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return new double[] {
      sorted[count / 2] / 1e3, sorted[(int) (count * 95L / 100)] / 1e3, sorted[count - 1] / 1e3
    };
  }
}
