package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.sessions.JqwikSession;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thousands of calls that are wrong in some way: each is answered, and none by a fault of ours. */
@ExtendWith(DeployedServer.class)
@RunAsClient
class RpcFuzzIT {
  private static final int CALLS_OF_EACH_KIND = 1_000;
  private static final List<String> PATHS = List.of("/tasks", "/system", "/");

  private final Http http;
  private final List<String> methods = new ArrayList<>();
  private final String taskId;

  RpcFuzzIT(Http http) {
    this.http = http;
    for (JsonNode category : http.get("/tasks/methods").json().get("methods")) {
      category.forEach(method -> methods.add(method.get("method").asText()));
    }
    methods.addAll(
        List.of(
            "system.health", "system.executors", "config.llm_key.get", "config.llm_key.delete"));
    taskId = new Rpc(http, "/tasks").create("{'name':'target'}");
  }

  /** Any JSON value, small and not deep. */
  private static Arbitrary<JsonNode> values() {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.strings()
                .ofMaxLength(20)
                .map(text -> Json.valueOf(text.replaceAll("[\\ud800-\\udfff]", "?"))),
            Arbitraries.integers().map(Json::valueOf),
            Arbitraries.longs().map(Json::valueOf),
            Arbitraries.bigDecimals().map(Json::valueOf),
            Arbitraries.of(true, false).map(Json::valueOf),
            Arbitraries.of(
                    "",
                    " ",
                    "null",
                    "0",
                    "-1",
                    "\u0000",
                    "'; drop table task; --",
                    "pending",
                    "2026-02-30")
                .map(Json::valueOf),
            Arbitraries.just(Json.readForeign("null")));
    return Arbitraries.recursive(
        () -> scalars,
        inner ->
            Arbitraries.oneOf(
                scalars,
                inner.list().ofMaxSize(4).map(RpcFuzzIT::array),
                Arbitraries.maps(names(), inner).ofMaxSize(4).map(RpcFuzzIT::object)),
        3);
  }

  private static JsonNode array(List<JsonNode> items) {
    ArrayNode array = Json.array();
    items.forEach(array::add);
    return array;
  }

  private static JsonNode object(Map<String, JsonNode> fields) {
    ObjectNode object = Json.object();
    fields.forEach(object::set);
    return object;
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of(
        "schedule_type schedule_expression schedule_enabled schedule_start_at max_runs from_time configuration push_notification_config task_id task_ids context_ids id name parent_id user_id status priority dependencies inputs params schemas method input_schema result error progress tasks updates limit offset root_only copy_mode custom_task_ids origin_type link_task_ids reset_fields save recursive use_demo cascade webhook_config url before provider api_key requirement children retry timeout required x"
            .split(" "));
  }

  private Arbitrary<JsonNode> params() {
    Arbitrary<JsonNode> ids =
        Arbitraries.of(taskId, UUID.randomUUID().toString(), "x").map(Json::valueOf);
    return Combinators.combine(
            Arbitraries.maps(names(), values()).ofMaxSize(5), ids, Arbitraries.of(true, false))
        .as(
            (fields, id, hasId) -> {
              ObjectNode params = (ObjectNode) object(fields);
              if (hasId) {
                params.set("task_id", id);
              }
              return params;
            });
  }

  private Arbitrary<String> calls() {
    return Combinators.combine(Arbitraries.of(methods), params())
        .as(
            (method, params) -> {
              ObjectNode call =
                  Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
              call.set("params", params);
              return Json.write(call);
            });
  }

  private Arbitrary<String> requests() {
    Arbitrary<String> keys = Arbitraries.of("jsonrpc", "id", "method", "params", "result");
    Arbitrary<JsonNode> requests = Arbitraries.maps(keys, values()).map(RpcFuzzIT::object);
    return Arbitraries.oneOf(requests, requests.list().ofMaxSize(5).map(RpcFuzzIT::array), values())
        .map(Json::write);
  }

  private Arbitrary<String> garbage() {
    Arbitrary<String> cut =
        Combinators.combine(calls(), Arbitraries.integers().between(0, 200))
            .as((call, length) -> call.substring(0, Math.min(length, call.length())));
    return Arbitraries.oneOf(Arbitraries.strings().ascii().ofMaxLength(100), cut);
  }

  private void send(Arbitrary<String> bodies) {
    JqwikSession.run(
        () ->
            bodies
                .sampleStream()
                .limit(CALLS_OF_EACH_KIND)
                .forEach(
                    body -> check(body, PATHS.get(Math.floorMod(body.hashCode(), PATHS.size())))));
  }

  private void check(String body, String path) {
    Answer answer = http.post(path, body);
    assertThat(answer.status()).as(path + " " + body + " -> " + answer.text()).isIn(200, 204);
    if (answer.status() == 204) {
      assertThat(answer.text()).isEmpty();
      return;
    }
    if (answer.header("Content-Type").startsWith("text/event-stream")) {
      return;
    }
    JsonNode json = answer.json();
    (json.isArray() ? json : Json.array().add(json)).forEach(one -> checkResponse(one, body));
  }

  private static void checkResponse(JsonNode response, String body) {
    assertThat(response.get("jsonrpc").asText()).isEqualTo("2.0");
    assertThat(response.has("id")).isTrue();
    assertThat(response.has("result")).isNotEqualTo(response.has("error"));
    assertThat(response.at("/error/code").asInt()).as(body).isNotEqualTo(-32603);
    assertThat(response.path("error").toString())
        .doesNotContain("Exception", "insert into", "org.espalier");
  }

  @Test
  void item63_methodsWithAnyParamsAreAnswered() {
    send(calls());
  }

  @Test
  void item63_objectsThatAreNoRequestsAreAnswered() {
    send(requests());
  }

  @Test
  void item63_garbageIsAnswered() {
    send(garbage());
  }
}
