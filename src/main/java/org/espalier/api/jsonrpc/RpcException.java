package org.espalier.api.jsonrpc;

/** Ends a call with an error. */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RpcError error;

  public RpcException(RpcError error) {
    super(error.text());
    this.error = error;
  }

  public RpcException(RpcCode code, String text) {
    this(RpcError.of(code, text));
  }

  RpcError error() {
    return error;
  }
}
