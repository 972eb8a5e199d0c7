package org.espalier.executor.mcp;

import java.util.Optional;

/** The server does not know the session any more, and did nothing of what it was asked. */
final class SessionForgottenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RefusedException refusal;

  private SessionForgottenException(RefusedException refusal) {
    super(refusal);
    this.refusal = refusal;
  }

  /** Throws when that is what a failure says. */
  static void throwIf(Throwable failure) throws SessionForgottenException {
    Optional<RefusedException> refusal = Causes.find(failure, RefusedException.class);
    if (refusal.isPresent() && refusal.get().isUnknownSession()) {
      throw new SessionForgottenException(refusal.get());
    }
  }

  RefusedException refusal() {
    return refusal;
  }
}
