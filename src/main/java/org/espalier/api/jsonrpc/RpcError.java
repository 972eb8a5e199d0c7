package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.espalier.json.Json;

/**
 * What is wrong with a call.
 *
 * @param text for people: one sentence, or several lines
 * @param details for programs: {@code {"field", "reason", "expected", "actual", "path", "task_id",
 *     "errors": [...]}}, as far as they apply
 */
public record RpcError(RpcCode code, String text, ObjectNode details) {

  public static RpcError of(RpcCode code, String text) {
    return new RpcError(code, text, Json.object().put("reason", text));
  }

  /** The same with one more detail. */
  public RpcError with(String name, String value) {
    return new RpcError(code, text, details.deepCopy().put(name, value));
  }

  /**
   * The error object: {@code data} is the text, or the details for those who speak the protocol.
   */
  ObjectNode toJson(Dialect dialect) {
    String message =
        code.isOfJsonRpc() && code != RpcCode.INVALID_PARAMS ? code.title() : message();
    ObjectNode json = Json.object().put("code", code.number()).put("message", message);
    switch (dialect) {
      case SOURCE -> json.put("data", text);
      case PROTOCOL -> json.set("data", details);
    }
    return json;
  }

  private String message() {
    String line = text.replace("\n- ", " ").replace('\n', ' ');
    return line.startsWith(code.title()) ? line : code.title() + ": " + line;
  }
}
