package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;

/** What tests of the HTTP API say most often. JSON is written with single quotes. */
final class Api {
  static final Duration BOUND = Duration.ofSeconds(60);

  final Http http;

  Api(Http http) {
    this.http = http;
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  Answer post(String path, String json, String... headers) {
    return http.post(path, json(json), headers);
  }

  Answer patch(String path, String json, String... headers) {
    return http.send("PATCH", path, json(json), headers);
  }

  Answer delete(String path) {
    return http.send("DELETE", path, "");
  }

  /** Stores a tree; answers it. */
  JsonNode store(String tree) {
    return created(post("/api/trees", tree));
  }

  /** Stores a tree and runs it; answers it. */
  JsonNode submit(String tree) {
    return created(post("/api/trees?run=true", tree));
  }

  private static JsonNode created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  /** One task of a tree, by name. */
  static JsonNode task(JsonNode tree, String name) {
    for (JsonNode task : tree.get("tasks")) {
      if (task.get("name").textValue().equals(name)) {
        return task;
      }
    }
    throw new AssertionError("no task " + name + " in " + tree);
  }

  JsonNode tree(JsonNode tree) {
    return http.get("/api/trees/" + tree.get("id").textValue()).json();
  }

  /** Waits until a run has one of these states; answers it. */
  JsonNode await(JsonNode run, String... statuses) {
    String path = "/api/runs/" + run.get("id").textValue();
    return Await.value(
        "run is " + String.join(" or ", statuses),
        BOUND,
        () ->
            Optional.of(http.get(path).json())
                .filter(now -> List.of(statuses).contains(now.get("status").textValue())));
  }

  /** All items of a list, page by page. */
  List<JsonNode> all(String path, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = http.get(path + "limit=" + limit + cursor).json();
      assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
      page.get("items").forEach(items::add);
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").textValue();
    } while (!cursor.isEmpty());
    return items;
  }

  /** Asserts that an answer is a problem with this status and code; answers its body. */
  static JsonNode problem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    JsonNode problem = Json.readForeign(answer.text());
    assertThat(problem.get("code").textValue()).isEqualTo(code);
    assertThat(problem.get("detail").textValue()).isNotBlank();
    return problem;
  }
}
