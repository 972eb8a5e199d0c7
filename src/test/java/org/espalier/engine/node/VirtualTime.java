package org.espalier.engine.node;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The one time of a simulation: the database's clock, from which the nodes' clocks differ. The
 * database asks for it by {@link #ofThread}, since a simulation has a thread to itself.
 */
public final class VirtualTime {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final long NEVER = Long.MAX_VALUE;

  private static final ThreadLocal<VirtualTime> OF_THREAD = new ThreadLocal<>();

  private long nanos;

  VirtualTime() {
    OF_THREAD.set(this);
  }

  /** What {@code virtual_now()} answers; public for the database. */
  public static OffsetDateTime ofThread() {
    return OF_THREAD.get().now().atOffset(ZoneOffset.UTC);
  }

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
