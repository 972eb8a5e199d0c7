package org.espalier.api.jsonrpc;

/** A method that can be called. */
@FunctionalInterface
public interface RpcMethod {
  /**
   * Does what is asked.
   *
   * @throws RpcException when it cannot be done; every exception of Espalier's own will do too
   */
  RpcResult answer(RpcCall call);
}
