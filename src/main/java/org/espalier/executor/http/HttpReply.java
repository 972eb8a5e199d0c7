package org.espalier.executor.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;

/** How a call ended. */
public sealed interface HttpReply {
  /**
   * The peer answered, whatever it said.
   *
   * @param hop the request it answers, which is the last of several redirects
   * @param reason the words beside the status; may be empty
   * @param headers names in lower case; the values in the order they came
   * @param body decompressed
   */
  record Answer(Hop hop, int status, String reason, Map<String, List<String>> headers, byte[] body)
      implements HttpReply {
    /** A header, repeated ones joined by a comma; empty when it is missing. */
    public String header(String name) {
      return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** The URL that answered. */
    public TargetUrl url() {
      return hop.url();
    }

    /** Whether the same request may be answered better later. */
    public boolean isRetryable() {
      return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** How long the peer asks to wait; empty when it does not, or waiting cannot help. */
    public Optional<Duration> retryAfter() {
      return isRetryable()
          ? RetryAfter.parse(header("retry-after"), Instant.now())
          : Optional.empty();
    }

    /** Where the answer sends the client to, seen from its URL; empty when it does not. */
    public Optional<String> redirect() {
      return switch (status) {
        case 301, 302, 303, 307, 308 ->
            Optional.ofNullable(headers.get("location")).map(values -> values.get(0));
        default -> Optional.empty();
      };
    }
  }

  /** There is no answer; the outcome says why. */
  record NoAnswer(ExecutionOutcome outcome) implements HttpReply {}
}
