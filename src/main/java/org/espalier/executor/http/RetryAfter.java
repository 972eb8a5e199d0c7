package org.espalier.executor.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads the Retry-After header (RFC 9110 section 10.2.3). */
public final class RetryAfter {
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /** How long to wait from now, at most an hour; empty when the header does not say. */
  public static Optional<Duration> parse(String header, Instant now) {
    String value = header.strip();
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(limited(Duration.ofSeconds(Long.parseLong(value))));
    }
    return HttpDate.parse(value, now).map(date -> limited(Duration.between(now, date)));
  }

  private static Duration limited(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
