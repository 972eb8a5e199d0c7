package org.espalier.executor;

/** A JSON schema that cannot be used; the message is a sentence for its author. */
final class UnusableSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableSchemaException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
