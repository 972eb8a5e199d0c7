package org.espalier.executor.ssh;

import org.espalier.executor.ExecutionOutcome.Failed;

/** An attempt cannot go on; it already knows what to say of it. */
final class SshException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;

  private SshException(String kind, String message, boolean retryable) {
    super(message);
    this.kind = kind;
    this.retryable = retryable;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  static SshException permanent(String kind, String message) {
    return new SshException(kind, message, false);
  }

  static SshException retryable(String kind, String message) {
    return new SshException(kind, message, true);
  }

  Failed failed() {
    return retryable ? Failed.retryable(kind, getMessage()) : Failed.permanent(kind, getMessage());
  }
}
