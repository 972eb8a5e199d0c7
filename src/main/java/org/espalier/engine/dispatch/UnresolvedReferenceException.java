package org.espalier.engine.dispatch;

/**
 * A reference in a task's inputs leads nowhere; the message says which and why. Ends the attempt,
 * never leaves the package.
 */
final class UnresolvedReferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnresolvedReferenceException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
