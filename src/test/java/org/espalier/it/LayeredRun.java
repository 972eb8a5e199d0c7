package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.json.Json;

/**
 * A run of layers of tasks that take a while, each waiting for all of the layer before; one root at
 * the end.
 */
final class LayeredRun {
  private final int tasks;
  private final JsonNode tree;

  /**
   * Submits it.
   *
   * @param seconds how long each task takes
   */
  LayeredRun(Http http, int layers, int width, double seconds) {
    this.tasks = layers * width + 1;
    this.tree = new Api(http).submit(Json.write(layers(layers, width, seconds)));
  }

  private String path() {
    return "/api/runs/" + tree.at("/run/id").textValue();
  }

  void awaitSomeDone(Http http, int some) {
    Await.until(
        "some tasks are done",
        Restarts.BOUND,
        () -> statuses(attempts(http)).stream().filter("completed"::equals).count() >= some);
  }

  /** Waits for its end, and asserts that nothing is missing and nothing was done twice. */
  void endsSoundly(Http http) {
    Await.until(
        path() + " is over",
        Restarts.BOUND,
        () -> !http.get(path()).json().get("ended_at").isNull());
    Http.Answer ended = http.get(path());
    assertThat(ended.at("/status")).as(ended.text()).isEqualTo("completed");
    assertSound(attempts(http));
  }

  /** Whether an attempt died with its server. */
  boolean lostAttempts(Http http) {
    return statuses(attempts(http)).contains("lost");
  }

  /** The names of the servers that had a part in it. */
  Set<String> nodes(Http http) {
    Set<String> nodes = new TreeSet<>();
    attempts(http).forEach(attempt -> nodes.add(attempt.get("node").textValue()));
    return nodes;
  }

  private List<JsonNode> attempts(Http http) {
    List<JsonNode> attempts = new ArrayList<>();
    http.get(path() + "/attempts?limit=500").json().get("items").forEach(attempts::add);
    return attempts;
  }

  private static List<String> statuses(List<JsonNode> attempts) {
    return attempts.stream().map(attempt -> attempt.get("status").textValue()).toList();
  }

  /**
   * One completed attempt per task, nothing after it, and no two attempts of a task at the same
   * time.
   */
  private void assertSound(List<JsonNode> attempts) {
    Map<String, List<JsonNode>> byTask = new HashMap<>();
    attempts.forEach(
        a -> byTask.computeIfAbsent(a.get("task_id").textValue(), t -> new ArrayList<>()).add(a));
    assertThat(byTask).hasSize(tasks);
    for (List<JsonNode> ofTask : byTask.values()) {
      List<String> statuses = statuses(ofTask);
      assertThat(statuses.subList(0, statuses.size() - 1)).allMatch("lost"::equals);
      assertThat(statuses.get(statuses.size() - 1)).isEqualTo("completed");
      for (int i = 1; i < ofTask.size(); i++) {
        assertThat(Instant.parse(ofTask.get(i).get("started_at").textValue()))
            .isAfterOrEqualTo(Instant.parse(ofTask.get(i - 1).get("ended_at").textValue()));
      }
    }
  }

  private static ObjectNode layers(int layers, int width, double seconds) {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    ObjectNode root = tasks.addObject().put("id", "root").put("name", "root");
    root.putObject("schemas").put("method", "aggregate_results_executor");
    ArrayNode last = root.putArray("dependencies");
    for (int layer = 0; layer < layers; layer++) {
      for (int i = 0; i < width; i++) {
        String id = "l" + layer + "t" + i;
        ObjectNode task = tasks.addObject().put("id", id).put("name", id).put("parent_id", "root");
        task.putObject("schemas").put("method", "echo_executor");
        task.putObject("inputs").put("delay", seconds);
        ArrayNode dependencies = task.putArray("dependencies");
        for (int j = 0; j < width && layer > 0; j++) {
          dependencies.add("l" + (layer - 1) + "t" + j);
        }
        if (layer == layers - 1) {
          last.add(id);
        }
      }
    }
    return tree;
  }
}
