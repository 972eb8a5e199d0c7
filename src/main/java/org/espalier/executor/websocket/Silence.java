package org.espalier.executor.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;

/** Sends pings into the peer's silence and notices when it answers none. Confined to a thread. */
final class Silence {
  private static final byte[] NOTHING = {};

  private final Duration interval;
  private long heardNanos = System.nanoTime();
  private boolean asked;

  /** Zero means that the peer may be silent. */
  Silence(Duration interval) {
    this.interval = interval;
  }

  void heard() {
    heardNanos = System.nanoTime();
    asked = false;
  }

  /** How long until {@link #passed} has something to do; a day when it never has. */
  Duration left() {
    if (interval.isZero()) {
      return Limits.LONGEST;
    }
    return interval.minusNanos(System.nanoTime() - heardNanos);
  }

  /**
   * To be called when time has passed.
   *
   * @throws EOFException when a ping got no answer within the interval
   */
  void passed(FrameWriter writer) throws IOException {
    if (interval.isZero() || !left().isNegative() && !left().isZero()) {
      return;
    }
    if (asked) {
      throw new EOFException(
          "the peer did not answer a ping within %s seconds (inputs.ping_interval)"
              .formatted(interval.toMillis() / 1_000.0));
    }
    writer.write(Frame.PING, NOTHING);
    heardNanos = System.nanoTime();
    asked = true;
  }
}
