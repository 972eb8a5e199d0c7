package org.espalier.engine;

import java.time.Duration;
import java.time.Instant;

/** The one time of a simulation: the database's clock, from which the nodes' clocks differ. */
final class VirtualTime {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final long NEVER = Long.MAX_VALUE;

  private long nanos;

  long nanos() {
    return nanos;
  }

  Instant now() {
    return START.plusNanos(nanos);
  }

  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  /** Goes on to this point, if it is not past already. */
  void passTo(long point) {
    nanos = Math.max(nanos, point);
  }

  long in(Duration duration) {
    return nanos + duration.toNanos();
  }
}
