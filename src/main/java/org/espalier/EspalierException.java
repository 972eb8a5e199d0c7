package org.espalier;

import jakarta.ejb.ApplicationException;

/**
 * The root of Espalier's own exceptions: unchecked, with a stable {@link ErrorCode}.
 *
 * <p>The message is a sentence for the caller: it says what happened, to what, and what to do. It
 * never carries SQL or a stack trace. As an application exception it crosses EJB boundaries
 * unwrapped and rolls the transaction back.
 */
@ApplicationException(rollback = true)
public abstract class EspalierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  protected EspalierException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  protected EspalierException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong, as a word a program can test for. */
  public final ErrorCode code() {
    return code;
  }
}
