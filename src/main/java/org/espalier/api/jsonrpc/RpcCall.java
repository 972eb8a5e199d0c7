package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A call of a method.
 *
 * @param params an object or an array; {@code {}} when there were none
 * @param mayStream whether the answer may be a stream of events
 */
public record RpcCall(Dialect dialect, String method, JsonNode params, boolean mayStream) {

  /** The params by their names. */
  public Params named() {
    return new Params(params);
  }
}
