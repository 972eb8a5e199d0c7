package org.espalier.executor.mcp;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.http.RetryAfter;

/** Keeps the last HTTP status with which the server refused something. Thread-safe. */
final class RefusedStatus {
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  /** "I have no stream for you", which is a server's right. */
  private static final int NO_STREAM = 405;

  private volatile Optional<HttpResponse.ResponseInfo> last = Optional.empty();

  void note(HttpResponse.ResponseInfo head) {
    if (head.statusCode() >= 300 && head.statusCode() != NO_STREAM) {
      last = Optional.of(head);
    }
  }

  Optional<Integer> status() {
    return last.map(HttpResponse.ResponseInfo::statusCode);
  }

  boolean isPassing() {
    return status().filter(status -> status >= 500 || PASSING.contains(status)).isPresent();
  }

  /** Where a redirect, which is not followed, leads to; empty for none. */
  Optional<String> location() {
    return last.flatMap(head -> head.headers().firstValue("Location"));
  }

  Optional<Duration> retryAfter() {
    return last.filter(head -> isPassing())
        .flatMap(head -> head.headers().firstValue("Retry-After"))
        .flatMap(header -> RetryAfter.parse(header, Instant.now()));
  }
}
