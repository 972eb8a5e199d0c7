package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hooks of a jar, and demos. */
@ExtendWith(FurnishedServer.class)
class HookIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Http http;
  private final Api api;

  HookIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  @Test
  void hooksOfAJarAreCalledAndTheirFailuresShown() {
    JsonNode tree =
        api.submit(
            "{'name':'t','schemas':{'method':'echo_executor'},'inputs':{'n':1,'sign':true}}");
    api.await(tree.get("run"), "completed");
    String id = tree.get("id").textValue();
    assertThat(http.get("/api/tasks/" + id).json().at("/result/signed_by").textValue())
        .isEqualTo("hook");
    String attempts = "/api/runs/" + tree.at("/run/id").textValue() + "/attempts";
    assertThat(http.get(attempts).json().at("/items/0/inputs/signed_by").textValue())
        .isEqualTo("hook");
    Await.until(
        "the end of the tree is told",
        BOUND,
        () -> http.get("/api/hooks").json().at("/items/1/calls").intValue() >= 3);
    JsonNode hooks = http.get("/api/hooks").json().get("items");
    assertThat(hooks).hasSize(2);
    assertThat(hooks.at("/0/name").textValue()).isEqualTo(SigningHook.class.getName());
    assertThat(hooks.at("/0/of").textValue()).isEqualTo("task");
    assertThat(hooks.at("/0/failures").intValue()).isPositive();
    assertThat(hooks.at("/0/last_error").textValue()).contains("after echo_executor");
    assertThat(hooks.at("/1/of").textValue()).isEqualTo("tree");
    assertThat(hooks.at("/1/failures").intValue()).isZero();
  }

  @Test
  void aDemoNeedsNoExecutor() {
    JsonNode tree =
        api.store(
            "{'name':'t','schemas':{'method':'rest_executor'},'inputs':{'url':'http://127.0.0.1:1/'}}");
    String id = tree.get("id").textValue();
    JsonNode run = api.post("/api/trees/" + id + "/runs", "{'use_demo':true}").json();
    assertThat(run.get("demo").booleanValue()).isTrue();
    api.await(run, "completed");
    assertThat(http.get("/api/tasks/" + id).json().at("/result/status_code").intValue())
        .isEqualTo(200);
  }

  @Test
  void aDemoIsOfEveryExecutorAlsoOfOneThatIsNotAvailable() {
    Rpc rpc = new Rpc(http, "/tasks");
    JsonNode executors = new Rpc(http, "/system").result("system.executors", "{}").get("executors");
    assertThat(executors.size()).isGreaterThanOrEqualTo(18);
    assertThat(executors).extracting(e -> e.get("available").booleanValue()).contains(false);
    for (JsonNode executor : executors) {
      String kind = executor.get("id").asText();
      JsonNode example = http.get("/api/executors/" + kind).json().at("/examples/0");
      ObjectNode task = Json.object().put("name", kind);
      task.putObject("schemas").put("method", kind);
      task.set("inputs", example.isMissingNode() ? Json.object() : example);
      String id = rpc.create(Json.write(task).replace("'", ""));
      rpc.result("tasks.execute", "{'task_id':'%s','use_demo':true}".formatted(id));
      JsonNode done = rpc.awaitEnd(id);
      assertThat(done.get("status").asText()).as(kind).isEqualTo("completed");
      assertThat(done.at("/result/demo_mode").asBoolean()).as(kind).isTrue();
    }
  }
}
