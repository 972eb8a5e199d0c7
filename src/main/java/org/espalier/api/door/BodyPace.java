package org.espalier.api.door;

import java.time.Duration;

/**
 * How fast a body has to come in.
 *
 * @param whole how long it may take in all
 * @param bytesPerSecond how much must come on average, once {@code grace} is over
 * @param grace how long nothing is asked of it
 */
record BodyPace(Duration whole, int bytesPerSecond, Duration grace) {
  /** Whether a body of which so much came in such a time is too slow. */
  boolean isMissedBy(long bytes, Duration elapsed) {
    if (elapsed.compareTo(whole) >= 0) {
      return true;
    }
    return elapsed.compareTo(grace) >= 0
        && bytes < bytesPerSecond * elapsed.minus(grace).toMillis() / 1_000 + 1;
  }
}
