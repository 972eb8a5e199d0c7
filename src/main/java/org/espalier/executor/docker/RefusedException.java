package org.espalier.executor.docker;

import org.espalier.executor.ExecutionOutcome.Failed;

/** The policy of this server does not allow what the task asks for. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;

  RefusedException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  Failed failed() {
    return Failed.permanent(kind, getMessage());
  }
}
