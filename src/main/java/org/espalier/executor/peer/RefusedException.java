package org.espalier.executor.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/** The other node was reached and does not do what it was asked. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;
  private final boolean isNodeWell;
  private final ObjectNode details;
  private @Nullable Duration retryAfter;

  private RefusedException(
      String kind, boolean retryable, boolean isNodeWell, String message, ObjectNode details) {
    super(message);
    this.kind = kind;
    this.retryable = retryable;
    this.isNodeWell = isNodeWell;
    this.details = details;
  }

  /**
   * A refusal by the node as such; one that may do better later is not well.
   *
   * @param message what the node does, as the end of a sentence, without a full stop
   */
  public RefusedException(String kind, boolean retryable, String message) {
    this(kind, retryable, !retryable, message, Json.object());
  }

  /** A refusal by a node that is well. */
  public static RefusedException byWellNode(
      String kind, boolean retryable, String message, ObjectNode details) {
    return new RefusedException(kind, retryable, true, message, details);
  }

  /** This refusal with what the node said of a later time. */
  public RefusedException after(Optional<Duration> wait) {
    retryAfter = wait.orElse(null);
    return this;
  }

  /** The failure kind. */
  public String kind() {
    return kind;
  }

  /** Whether a later call can help. */
  public boolean isRetryable() {
    return retryable;
  }

  /** Whether it counts as reached. */
  boolean isNodeWell() {
    return isNodeWell;
  }

  /** What the failure has to show beside its message. */
  public ObjectNode details() {
    return details;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
