package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/**
 * Servers that die and servers that share a database: nothing is lost, and nothing that is done is
 * done again.
 */
class RecoveryIT {
  private static final Duration BOUND = Duration.ofSeconds(90);

  @Test
  void goesOnAfterKill9OnH2() {
    try (EspalierServer server = new EspalierServer()) {
      goesOnAfterKill9(server.start());
    }
  }

  @Test
  void goesOnAfterKill9OnPostgres() throws IOException {
    try (Postgres postgres = Postgres.start();
        EspalierServer server =
            new EspalierServer().on(postgres).with("ESPALIER_NODE_LEASE", "PT3S")) {
      goesOnAfterKill9(server.start());
    }
  }

  private static void goesOnAfterKill9(EspalierServer server) {
    Http http = server.http();
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(submit(http, layers(5, 4, 0.6)));
    }
    Await.until("some tasks are done", BOUND, () -> completed(http, runs.get(0)).size() >= 5);
    server.kill9();
    server.start();
    for (String run : runs) {
      awaitStatus(http, run, "completed");
    }
    for (String run : runs) {
      assertSound(attempts(http, run), 21);
    }
    boolean anyLost =
        runs.stream()
            .flatMap(run -> attempts(http, run).stream())
            .anyMatch(attempt -> attempt.get("status").textValue().equals("lost"));
    assertThat(anyLost).as("the kill hit running attempts").isTrue();
  }

  @Test
  void twoServersShareTheRunsAndOneTakesOverFromTheOther() throws IOException {
    try (Postgres postgres = Postgres.start();
        EspalierServer one = new EspalierServer().on(postgres).with("ESPALIER_NODE_NAME", "one");
        EspalierServer two = new EspalierServer().on(postgres).with("ESPALIER_NODE_NAME", "two")) {
      one.start();
      two.start();
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        runs.add(submit(one.http(), layers(4, 3, 0.3)));
        runs.add(submit(two.http(), layers(4, 3, 0.3)));
      }
      Await.until("server one works", BOUND, () -> completed(one.http(), runs.get(0)).size() >= 3);
      Instant killed = Instant.now();
      one.kill9();
      for (String run : runs) {
        awaitStatus(two.http(), run, "completed");
      }
      Duration took = Duration.between(killed, Instant.now());
      Set<String> nodes = new HashSet<>();
      for (String run : runs) {
        List<JsonNode> attempts = attempts(two.http(), run);
        assertSound(attempts, 13);
        attempts.forEach(attempt -> nodes.add(attempt.get("node").textValue()));
      }
      assertThat(nodes).containsExactlyInAnyOrder("one", "two");
      assertThat(took).isLessThan(BOUND);
    }
  }

  /**
   * One completed attempt per task, nothing after it, and no two attempts of a task at the same
   * time.
   */
  private static void assertSound(List<JsonNode> attempts, int tasks) {
    Map<String, List<JsonNode>> byTask = new HashMap<>();
    attempts.forEach(
        a -> byTask.computeIfAbsent(a.get("task_id").textValue(), t -> new ArrayList<>()).add(a));
    assertThat(byTask).hasSize(tasks);
    for (List<JsonNode> ofTask : byTask.values()) {
      List<String> statuses = ofTask.stream().map(a -> a.get("status").textValue()).toList();
      assertThat(statuses.subList(0, statuses.size() - 1)).allMatch("lost"::equals);
      assertThat(statuses.get(statuses.size() - 1)).isEqualTo("completed");
      for (int i = 1; i < ofTask.size(); i++) {
        assertThat(Instant.parse(ofTask.get(i).get("started_at").textValue()))
            .isAfterOrEqualTo(Instant.parse(ofTask.get(i - 1).get("ended_at").textValue()));
      }
    }
  }

  private static String submit(Http http, ObjectNode tree) {
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/run/id");
  }

  private static void awaitStatus(Http http, String run, String status) {
    Await.value(
        "run " + run + " is " + status,
        BOUND,
        () ->
            Optional.of(http.get("/api/runs/" + run)).filter(a -> a.at("/status").equals(status)));
  }

  private static List<JsonNode> completed(Http http, String run) {
    return attempts(http, run).stream()
        .filter(attempt -> attempt.get("status").textValue().equals("completed"))
        .toList();
  }

  private static List<JsonNode> attempts(Http http, String run) {
    List<JsonNode> attempts = new ArrayList<>();
    http.get("/api/runs/" + run + "/attempts?limit=500").json().get("items").forEach(attempts::add);
    return attempts;
  }

  /**
   * Layers of tasks that take a while, each waiting for all of the layer before; one root at the
   * end.
   */
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
