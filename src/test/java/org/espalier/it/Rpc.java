package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;

/** Calls by JSON-RPC as tests make them. Params are written with single quotes. */
final class Rpc {
  static final Duration BOUND = Duration.ofSeconds(60);

  private static final AtomicInteger IDS = new AtomicInteger();

  final Http http;
  private final String path;

  Rpc(Http http, String path) {
    this.http = http;
    this.path = path;
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Sends a call; answers the whole response object. */
  JsonNode call(String method, String params) {
    int id = IDS.incrementAndGet();
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("method", method).put("id", id);
    request.set("params", Json.readForeign(json(params)));
    Answer answer = http.post(path, request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode response = answer.json();
    assertThat(response.get("id").asInt()).as(answer.text()).isEqualTo(id);
    assertThat(response.get("jsonrpc").asText()).isEqualTo("2.0");
    assertThat(response.has("result")).as(answer.text()).isNotEqualTo(response.has("error"));
    return response;
  }

  JsonNode result(String method, String params) {
    JsonNode response = call(method, params);
    assertThat(response.has("error")).as(response.toString()).isFalse();
    return response.get("result");
  }

  /** The error object; its text speaks of no SQL and no Java. */
  JsonNode error(String method, String params) {
    JsonNode response = call(method, params);
    assertThat(response.has("error")).as(method + params + " " + response).isTrue();
    JsonNode error = response.get("error");
    assertThat(error.get("message").asText()).isNotBlank();
    assertThat(error.toString()).doesNotContainIgnoringCase("select ").doesNotContain("Exception");
    return error;
  }

  /** Asserts that a call ends with this code; answers the error object. */
  JsonNode refused(int code, String method, String params) {
    JsonNode error = error(method, params);
    assertThat(error.get("code").asInt()).as(error.toString()).isEqualTo(code);
    return error;
  }

  /** Stores one task; answers its id. */
  String create(String task) {
    return result("tasks.create", task).get("id").asText();
  }

  JsonNode get(String id) {
    return result("tasks.get", "{'task_id':'" + id + "'}");
  }

  JsonNode tree(String id) {
    return result("tasks.tree", "{'task_id':'" + id + "'}");
  }

  /** Waits until no run of the tree is on; answers the root. */
  JsonNode awaitEnd(String rootId) {
    return Await.value(
        "the run of " + rootId + " is over",
        BOUND,
        () ->
            Optional.of(result("tasks.running.status", "{'task_ids':['" + rootId + "']}").get(0))
                .filter(status -> !status.get("is_running").asBoolean())
                .map(status -> get(rootId)));
  }

  JsonNode awaitStatus(String id, String status) {
    return Await.value(
        "task " + id + " is " + status,
        BOUND,
        () -> Optional.of(get(id)).filter(task -> task.get("status").asText().equals(status)));
  }

  /** Runs a stored task to the end of its run; answers the root of the tree. */
  JsonNode execute(String id) {
    JsonNode started = result("tasks.execute", "{'task_id':'" + id + "'}");
    assertThat(started.get("status").asText()).isEqualTo("started");
    return awaitEnd(started.get("root_task_id").asText());
  }

  /** Stores an array of tasks; answers the list of them. */
  JsonNode createAll(String tasks) {
    JsonNode stored = result("tasks.create", tasks);
    assertThat(stored.isArray()).isTrue();
    return stored;
  }

  /** The id of the stored task with this name. */
  static String id(JsonNode stored, String name) {
    for (JsonNode task : stored) {
      if (task.get("name").asText().equals(name)) {
        return task.get("id").asText();
      }
    }
    throw new AssertionError("no task " + name + " in " + stored);
  }
}
