package org.espalier.executor;

import jakarta.ejb.ApplicationException;

/**
 * An input is missing or wrong. Thrown by {@link Inputs}, and by executors of their own accord; the
 * engine makes a failure of the attempt of it, which no retry helps. It crosses an EJB as it is
 * (Jakarta Enterprise Beans 4.0, 9.2), and leaves a transaction alone.
 */
@ApplicationException
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

  /** The outcome of an attempt it is thrown out of. */
  public ExecutionOutcome.Failed failed() {
    return ExecutionOutcome.Failed.permanent(KIND, getMessage());
  }
}
