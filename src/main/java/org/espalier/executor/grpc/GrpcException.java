package org.espalier.executor.grpc;

import org.espalier.executor.ExecutionOutcome.Failed;

/** The call cannot be made; says what the failure of the attempt says. */
final class GrpcException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;

  private GrpcException(String kind, boolean retryable, String message) {
    super(message);
    this.kind = kind;
    this.retryable = retryable;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  static GrpcException permanent(String kind, String message) {
    return new GrpcException(kind, false, message);
  }

  static GrpcException retryable(String kind, String message) {
    return new GrpcException(kind, true, message);
  }

  Failed failed() {
    return retryable ? Failed.retryable(kind, getMessage()) : Failed.permanent(kind, getMessage());
  }
}
