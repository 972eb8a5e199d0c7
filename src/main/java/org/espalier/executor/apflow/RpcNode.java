package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.RefusedException;
import org.espalier.json.Json;

/** The methods of the other node, as far as they are needed here. */
final class RpcNode {
  private final PeerClient peer;
  private final ApiRequest request;

  RpcNode(PeerClient peer, ApiRequest request) {
    this.peer = peer;
    this.request = request;
  }

  /**
   * Calls a method under the idempotency key and answers its result.
   *
   * @throws RefusedException when it answers an error
   */
  JsonNode callOnce(String method, JsonNode params) throws IOException, InterruptedException {
    return RpcResult.of(peer.send(post(method, params, true)));
  }

  /** Opens what may be a stream: of a node that knows the call, an answer and then events. */
  HttpResponse<InputStream> stream(JsonNode params, boolean isKeyed)
      throws IOException, InterruptedException {
    return peer.open(post("tasks.execute", params, isKeyed));
  }

  /** The result of what is no stream. */
  JsonNode result(HttpResponse<InputStream> response) throws IOException {
    return RpcResult.of(peer.read(response));
  }

  JsonNode execute(JsonNode params, boolean isKeyed) throws IOException, InterruptedException {
    return RpcResult.of(peer.send(post("tasks.execute", params, isKeyed)));
  }

  /** Whether there is such a task. Some nodes answer null for one they do not know. */
  boolean has(String taskId) throws IOException, InterruptedException {
    try {
      return call("tasks.get", task(taskId)).isObject();
    } catch (RefusedException e) {
      if (RpcResult.isUnknownTask(e)) {
        return false;
      }
      throw e;
    }
  }

  /** A task with all that is below it. */
  TreeView tree(String taskId) throws IOException, InterruptedException {
    return TreeView.of(call("tasks.tree", task(taskId)));
  }

  /** {@code {"status", "progress", "is_running", ...}} of a task. */
  JsonNode status(String taskId) throws IOException, InterruptedException {
    JsonNode answers = call("tasks.running.status", ids(Optional.empty(), List.of(taskId)));
    return answers.path(0);
  }

  void cancel(Iterable<String> taskIds) throws IOException, InterruptedException {
    call("tasks.cancel", ids(Optional.of("Cancelled by the task that had it run"), taskIds));
  }

  private static ObjectNode task(String id) {
    return Json.object().put("task_id", id);
  }

  private static ObjectNode ids(Optional<String> message, Iterable<String> taskIds) {
    ObjectNode params = Json.object();
    ArrayNode ids = params.putArray("task_ids");
    taskIds.forEach(ids::add);
    message.ifPresent(text -> params.put("error_message", text));
    return params;
  }

  private JsonNode call(String method, JsonNode params) throws IOException, InterruptedException {
    return RpcResult.of(peer.send(post(method, params, false)));
  }

  private HttpRequest post(String method, JsonNode params, boolean isKeyed) {
    boolean isOfSystem = method.startsWith("system.") || method.startsWith("config.");
    ObjectNode call =
        Json.object().put("jsonrpc", "2.0").put("id", request.key()).put("method", method);
    call.set("params", params);
    HttpRequest.Builder post = peer.to(isOfSystem ? "/system" : "/tasks");
    if (isKeyed) {
      post.header(ApiRequest.KEY_HEADER, request.key());
    }
    return post.POST(HttpRequest.BodyPublishers.ofString(Json.write(call))).build();
  }
}
