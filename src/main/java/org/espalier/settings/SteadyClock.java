package org.espalier.settings;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that never jumps because somebody set the machine's: it counts on from its start with the
 * monotonic timer, in microseconds, and is aligned to the database's clock, so that nodes with
 * wrong clocks agree. Thread-safe.
 */
public final class SteadyClock extends Clock {
  /** Smaller differences are the time the question took. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final MonotonicTimer timer;
  private final long startNanos;
  private volatile Instant base;

  public SteadyClock() {
    this(Instant.now(), MonotonicTimer.SYSTEM);
  }

  /** Shows this instant now, and goes on with this timer. */
  public SteadyClock(Instant now, MonotonicTimer timer) {
    this.timer = timer;
    this.startNanos = timer.nanos();
    this.base = now;
  }

  @Override
  public Instant instant() {
    return base.plusNanos(timer.nanos() - startNanos).truncatedTo(ChronoUnit.MICROS);
  }

  /** The timer it counts with, for what depends on durations alone. */
  public MonotonicTimer timer() {
    return timer;
  }

  /** Takes over another clock's time, if it differs by more than a second. */
  public void alignTo(Instant other) {
    Duration difference = Duration.between(instant(), other);
    if (difference.abs().compareTo(TOLERANCE) > 0) {
      base = base.plus(difference);
    }
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(Clock.system(zone), Duration.between(Instant.now(), instant()));
  }
}
