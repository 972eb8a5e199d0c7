package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A request object of JSON-RPC 2.0 (section 4), checked.
 *
 * @param id null for a notification
 * @param params an object or an array; {@code {}} when there were none
 */
record RpcRequest(@Nullable JsonNode id, String method, JsonNode params) {

  /**
   * Reads a request object.
   *
   * @throws RpcException when it is none
   */
  static RpcRequest read(JsonNode json) {
    if (!json.isObject()) {
      throw invalid("A request is an object, or an array of them for a batch.");
    }
    if (!"2.0".equals(json.path("jsonrpc").textValue())) {
      throw invalid("'jsonrpc' must be \"2.0\".");
    }
    if (!json.path("method").isTextual()) {
      throw invalid("'method' must be a text.");
    }
    JsonNode id = json.get("id");
    if (id != null && !isId(id)) {
      throw invalid("'id' must be a text, a number or null.");
    }
    JsonNode params = json.path("params");
    if (params.isMissingNode() || params.isNull()) {
      params = Json.object();
    }
    if (!params.isContainerNode()) {
      throw invalid("'params' must be an object or an array.");
    }
    return new RpcRequest(id, json.get("method").textValue(), params);
  }

  /** The id to answer a faulty request with: its own if it has a proper one. */
  static @Nullable JsonNode idOf(JsonNode json) {
    JsonNode id = json.path("id");
    return isId(id) ? id : null;
  }

  private static boolean isId(JsonNode id) {
    return id.isTextual() || id.isNumber() || id.isNull();
  }

  private static RpcException invalid(String why) {
    return new RpcException(RpcCode.INVALID_REQUEST, why);
  }

  boolean isNotification() {
    return id == null;
  }
}
