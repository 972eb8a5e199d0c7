package org.espalier.bench;

import java.util.Locale;

/**
 * Repeats a workload until it stops getting faster: until three rounds in a row are not at least
 * three per cent faster than the best before them. A round is two seconds of repetitions, at least
 * one.
 *
 * @param seconds how long it took
 * @param isSettled whether it ended before the time was up
 */
record WarmUp(double seconds, int rounds, boolean isSettled) {
  private static final double ROUND_SECONDS = 2;
  private static final double GAIN = 0.97;
  private static final int ROUNDS_WITHOUT_GAIN = 3;

  /** No warm-up. */
  static final WarmUp NONE = new WarmUp(0, 0, true);

  static WarmUp of(Workload workload, double boundSeconds) throws Exception {
    long start = System.nanoTime();
    double best = Double.MAX_VALUE;
    int rounds = 0;
    for (int idle = 0; idle < ROUNDS_WITHOUT_GAIN; rounds++) {
      if (secondsSince(start) > boundSeconds) {
        return new WarmUp(secondsSince(start), rounds, false);
      }
      double mean = round(workload.shot());
      idle = mean < best * GAIN ? 0 : idle + 1;
      best = Math.min(best, mean);
    }
    return new WarmUp(secondsSince(start), rounds, true);
  }

  private static double round(Workload.Shot shot) throws Exception {
    long start = System.nanoTime();
    double sum = 0;
    int count = 0;
    do {
      sum += shot.seconds();
      count++;
    } while (secondsSince(start) < ROUND_SECONDS);
    return sum / count;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f s, %d rounds%s",
        seconds,
        rounds,
        isSettled ? "" : ", still getting faster");
  }
}
