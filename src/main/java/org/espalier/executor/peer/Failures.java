package org.espalier.executor.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.http.NetworkFault;
import org.espalier.json.Json;

/** Failures of remote work, in the same words. */
public final class Failures {
  private final String subject;

  /** Of the work with this {@link RemoteWork#subject}. */
  public Failures(String subject) {
    this.subject = subject;
  }

  /**
   * A failure.
   *
   * @param what the end of a sentence
   */
  public Failed failed(String kind, String what, boolean retryable, ObjectNode details) {
    return failed(kind, what, retryable, Optional.empty(), details);
  }

  private Failed failed(
      String kind, String what, boolean retryable, Optional<Duration> after, ObjectNode details) {
    String message = "%s: %s.".formatted(subject, what.replaceAll("\\.$", ""));
    return new Failed(kind, message, retryable, after, details);
  }

  Failed refused(RefusedException e) {
    return failed(
        e.kind(), String.valueOf(e.getMessage()), e.isRetryable(), e.retryAfter(), e.details());
  }

  Failed network(IOException e) {
    NetworkFault fault =
        NetworkFault.of(e).orElse(new NetworkFault("network", true, "the connection was lost"));
    return failed(fault.kind(), fault.what(), fault.retryable(), Json.object());
  }

  Failed timeout(Duration timeout, boolean wasRunning) {
    String seconds = String.valueOf(timeout.toMillis() / 1_000.0);
    return failed(
        "timeout",
        "it did not end within %s seconds%s; raise inputs.timeout if it needs longer"
            .formatted(seconds, wasRunning ? " and was cancelled there" : ""),
        true,
        Json.object());
  }

  Failed notTried(Duration wait) {
    return failed(
        "circuit_open",
        "the node could not be reached by the attempts before; it is tried again in %d seconds"
            .formatted(wait.toSeconds() + 1),
        true,
        Optional.of(wait),
        Json.object());
  }
}
