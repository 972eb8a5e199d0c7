package org.espalier.executor.command;

import org.espalier.executor.ExecutionOutcome.Failed;

/** A program may not run, or cannot; trying again would not help. */
final class CommandRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * Refuses.
   *
   * @param kind the kind of the failure
   * @param message what is refused, why, and what to do
   */
  CommandRefusedException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Whether it is not allowed, rather than not there. */
  boolean isDenial() {
    return kind.endsWith("_denied");
  }

  Failed failed() {
    return Failed.permanent(kind, getMessage());
  }
}
