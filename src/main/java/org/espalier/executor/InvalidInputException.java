package org.espalier.executor;

/**
 * An input is missing or wrong. Thrown by {@link Inputs}; an executor catches it and returns {@link
 * #failed}, because an unchecked exception does not cross an EJB unwrapped.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The failure kind of wrong inputs. */
  public static final String KIND = "invalid_input";

  /** The message names the field, what was expected and what was given. */
  public InvalidInputException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The outcome an executor returns. */
  public ExecutionOutcome.Failed failed() {
    return ExecutionOutcome.Failed.permanent(KIND, getMessage());
  }
}
