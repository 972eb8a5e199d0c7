package org.espalier.tree.condition;

/** A condition cannot be decided; the message says why. Never leaves {@link RunCondition}. */
final class UndecidedConditionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidedConditionException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
