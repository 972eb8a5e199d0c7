package org.espalier.executor.mcp;

/** A program, a variable or a directory that the settings do not allow. */
final class StdioDeniedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The failure kind; never retryable. */
  static final String KIND = "stdio_denied";

  StdioDeniedException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
