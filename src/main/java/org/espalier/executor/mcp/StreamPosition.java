package org.espalier.executor.mcp;

import java.time.Duration;
import java.util.Optional;

/** Where a stream of events can be gone on with, and how soon. Thread-safe. */
final class StreamPosition {
  private static final Duration USUAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private volatile Optional<String> lastEventId = Optional.empty();
  private volatile Duration retry = USUAL;

  void reached(String eventId) {
    lastEventId = Optional.of(eventId);
  }

  void retryAfter(long millis) {
    Duration given = Duration.ofMillis(Math.min(millis, LONGEST.toMillis()));
    retry = given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }

  /** Of the last event that had one; empty when the stream cannot be gone on with. */
  Optional<String> lastEventId() {
    return lastEventId;
  }

  /** How long to wait before asking for the rest. */
  Duration retry() {
    return retry;
  }
}
