package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.espalier.executor.peer.PeerAnswer;
import org.espalier.executor.peer.RefusedException;
import org.espalier.json.Json;

/** Takes the result out of a JSON-RPC response, or the error as a failure. */
final class RpcResult {
  private static final int UNKNOWN_TASK = -32001;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** Internal error, server error, a run of the tree is on. */
  private static final Set<Integer> PASSING = Set.of(-32603, -32000, -32008);

  private RpcResult() {}

  /**
   * The result of a call.
   *
   * @throws RefusedException when there is none
   */
  static JsonNode of(PeerAnswer answer) {
    if (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN) {
      throw new RefusedException(
          "unauthorized",
          false,
          "it answers HTTP status %d%s; check inputs.auth_token"
              .formatted(answer.status(), said(answer.json().path("error"))));
    }
    if (answer.json().path("error").isObject()) {
      throw failure(answer.json().path("error"));
    }
    if (!answer.isGood()) {
      throw answer.status() / 100 == 2 ? noAnswer("JSON-RPC response") : answer.refused();
    }
    return of(answer.json());
  }

  /** The result of a response that came in a stream. */
  static JsonNode of(JsonNode response) {
    if (response.path("error").isObject()) {
      throw failure(response.path("error"));
    }
    if (!response.has("result")) {
      throw noAnswer("JSON-RPC response");
    }
    return response.path("result");
  }

  /** An answer that is not what the protocol says. */
  static RefusedException noAnswer(String expected) {
    return new RefusedException(
        "bad_answer",
        false,
        "its answer holds no %s; check that inputs.base_url is a node that speaks the protocol"
            .formatted(expected));
  }

  private static RefusedException failure(JsonNode error) {
    int code = error.path("code").asInt();
    ObjectNode details = Json.object();
    details.set("error", error);
    return RefusedException.byWellNode(
        "rpc_error", PASSING.contains(code), "it answers error " + code + said(error), details);
  }

  private static String said(JsonNode error) {
    String message = error.path("message").asText("");
    JsonNode data = error.path("data");
    String more = data.isTextual() ? data.textValue() : data.path("reason").asText("");
    String text = message + (more.isBlank() || message.contains(more) ? "" : ": " + more);
    return text.isBlank() ? "" : " (" + PeerAnswer.shortened(text.strip()) + ")";
  }

  static boolean isUnknownTask(RefusedException e) {
    return e.details().path("error").path("code").asInt() == UNKNOWN_TASK;
  }

  /** A result that says itself that nothing was done. */
  static RefusedException unsuccessful(JsonNode result) {
    String status = result.path("status").asText("");
    boolean isBusy = isRunning(result) || status.equals("rejected");
    String error = result.path("error").asText(result.path("message").asText(status));
    ObjectNode details = Json.object();
    details.set("result", result);
    return RefusedException.byWellNode(
        isBusy ? status : "remote_failed",
        isBusy,
        "it answers success: false (%s)".formatted(PeerAnswer.shortened(error)),
        details);
  }

  /** Whether the result says that a run of the tree is on. */
  static boolean isRunning(JsonNode result) {
    return result.path("status").asText().equals("already_running");
  }

  static boolean isUnsuccessful(JsonNode result) {
    return result.path("success").isBoolean() && !result.path("success").booleanValue();
  }
}
