package org.espalier.executor.espalier;

/** The other node does not do what it was asked. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;

  RefusedException(String kind, boolean retryable, String message) {
    super(message);
    this.kind = kind;
    this.retryable = retryable;
  }

  /** The failure kind. */
  String kind() {
    return kind;
  }

  boolean isRetryable() {
    return retryable;
  }
}
