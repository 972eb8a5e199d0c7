package org.espalier.executor.ssh;

import java.time.Duration;

/**
 * How long a channel is waited for.
 *
 * @param answer for the answer to one request: a connection that gives none has gone silent
 * @param room until the server has room for one more, asking again and again
 */
record Patience(Duration answer, Duration room) {
  private static final Duration LEAST = Duration.ofMillis(200);

  static Patience of(Duration both) {
    return new Patience(both, both);
  }

  /**
   * For a connection of an attempt.
   *
   * @param left of the attempt's time
   * @param used whether the connection was used before: it may have died meanwhile, and there must
   *     be time left for another
   */
  static Patience within(Duration connectTimeout, Duration left, boolean used) {
    return new Patience(
        least(connectTimeout, used ? left.dividedBy(3) : left), least(connectTimeout, left));
  }

  private static Duration least(Duration one, Duration other) {
    Duration least = one.compareTo(other) < 0 ? one : other;
    return least.compareTo(LEAST) < 0 ? LEAST : least;
  }
}
