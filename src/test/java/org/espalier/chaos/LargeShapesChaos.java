package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.it.Await;
import org.espalier.it.DropIn;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;
import org.espalier.it.Postgres;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that are wide, long, many at once, or whose results are large. */
class LargeShapesChaos {
  private static final Duration BOUND = Duration.ofSeconds(240);
  private static final int CHILDREN = 10_000;
  private static final int LINKS = 2_000;
  private static final int TREES = 300;
  private static final int CAP = 6 << 20;

  @TempDir Path jars;

  private EspalierServer server() {
    DropIn.jar(jars, BigResultExecutor.class);
    return new EspalierServer()
        .with("ESPALIER_EXECUTORS_DIR", jars.toString())
        .with("ESPALIER_ENGINE_MAX_RESULT_BYTES", Integer.toString(CAP))
        .with("ESPALIER_JAVA_OPTS", "-Xmx1g");
  }

  @Test
  void runOnPostgres() throws Exception {
    try (Postgres postgres = Postgres.start();
        EspalierServer server = server().on(postgres).start()) {
      run(server);
    }
  }

  @Test
  void runOnH2() throws Exception {
    try (EspalierServer server = server().start()) {
      run(server);
    }
  }

  private void run(EspalierServer server) throws Exception {
    Http http = server.http();
    runs(http, children(), CHILDREN + 1);
    runs(http, chain(), LINKS);
    manyAtOnce(http);
    largeResults(http);
    assertThat(http.get("/api/health").status()).as(server.logTail()).isEqualTo(200);
  }

  private static ObjectNode task(ArrayNode tasks, String name, String executor) {
    ObjectNode task = tasks.addObject().put("id", name).put("name", name);
    task.putObject("schemas").put("method", executor);
    return task;
  }

  private static ObjectNode children() {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    ArrayNode needed = task(tasks, "root", "echo_executor").putArray("dependencies");
    for (int i = 0; i < CHILDREN; i++) {
      task(tasks, "c" + i, "echo_executor").put("parent_id", "root");
      needed.add("c" + i);
    }
    return tree;
  }

  private static ObjectNode chain() {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    for (int i = 0; i < LINKS; i++) {
      ObjectNode task = task(tasks, "t" + i, "echo_executor");
      if (i > 0) {
        task.put("parent_id", "t0");
      }
      if (i < LINKS - 1) {
        task.putArray("dependencies").add("t" + (i + 1));
        task.putObject("inputs").put("n", "${t" + (i + 1) + ".n}");
      } else {
        task.putObject("inputs").put("n", 42);
      }
    }
    return tree;
  }

  private static JsonNode submit(Http http, JsonNode tree) {
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  /** Runs a tree to its end and looks at each task and each attempt. */
  private static void runs(Http http, ObjectNode shape, int tasks) {
    long begin = System.nanoTime();
    JsonNode tree = submit(http, shape);
    String run = tree.at("/run/id").textValue();
    Bystanders.awaitCompleted(http, List.of(run), BOUND);
    System.out.printf(
        "[chaos] %d tasks took %d ms%n", tasks, (System.nanoTime() - begin) / 1_000_000);
    JsonNode done = http.get("/api/trees/" + tree.get("id").textValue()).json();
    assertThat(done.get("tasks")).hasSize(tasks);
    assertThat(done.get("tasks"))
        .allMatch(
            task ->
                task.get("status").textValue().equals("completed")
                    && task.get("attempts").intValue() == 1);
    assertThat(http.get("/api/runs/" + run).at("/counts/completed"))
        .isEqualTo(Integer.toString(tasks));
    if (tasks == LINKS) {
      assertThat(done.at("/tasks/0/result/n").intValue()).isEqualTo(42);
    }
    assertThat(attempts(http, run)).isEqualTo(tasks);
  }

  private static int attempts(Http http, String run) {
    int count = 0;
    String cursor = "";
    do {
      JsonNode page = http.get("/api/runs/" + run + "/attempts?limit=500" + cursor).json();
      count += page.get("items").size();
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").textValue();
    } while (!cursor.isEmpty());
    return count;
  }

  private static ObjectNode diamond() {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    task(tasks, "d", "echo_executor").putArray("dependencies").add("b").add("c");
    task(tasks, "a", "echo_executor").put("parent_id", "d");
    for (String name : List.of("b", "c")) {
      task(tasks, name, "echo_executor").put("parent_id", "d").putArray("dependencies").add("a");
    }
    return tree;
  }

  private static void manyAtOnce(Http http) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(30);
    List<Future<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < TREES; i++) {
      answers.add(callers.submit(() -> submit(http, diamond())));
    }
    List<String> runs = new ArrayList<>();
    for (Future<JsonNode> answer : answers) {
      runs.add(answer.get().at("/run/id").textValue());
    }
    callers.shutdown();
    Bystanders.awaitCompleted(http, runs, BOUND);
    assertThat(runs).hasSize(TREES).doesNotHaveDuplicates();
    for (String run : runs) {
      assertThat(http.get("/api/runs/" + run).at("/counts/completed")).isEqualTo("4");
    }
  }

  private static ObjectNode big(int bytes) {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    ObjectNode measure = task(tasks, "measure", "big_result");
    measure.putArray("dependencies").add("big");
    measure.putObject("inputs").put("text", "${big.text}");
    task(tasks, "big", "big_result")
        .put("parent_id", "measure")
        .putObject("inputs")
        .put("bytes", bytes);
    return tree;
  }

  private static void largeResults(Http http) throws IOException {
    int size = 5_000_000;
    JsonNode tree = submit(http, big(size));
    Bystanders.awaitCompleted(http, List.of(tree.at("/run/id").textValue()), BOUND);
    JsonNode done = http.get("/api/trees/" + tree.get("id").textValue()).json();
    assertThat(done.at("/tasks/0/result/length").intValue()).isEqualTo(size);
    String big = tree.at("/tasks/1/id").textValue();
    assertThat(http.get("/api/tasks/" + big).json().at("/result/text").textValue()).hasSize(size);

    JsonNode over = submit(http, big(CAP));
    String run = over.at("/run/id").textValue();
    Await.until(
        "the run fails", BOUND, () -> http.get("/api/runs/" + run).at("/status").equals("failed"));
    JsonNode attempt = Bystanders.attempts(http, run).get(0);
    assertThat(attempt.get("error_kind").textValue()).isEqualTo("result_too_large");
    assertThat(attempt.get("error").textValue())
        .contains((CAP + "{\"text\":\"\"}".length()) + " bytes")
        .contains("at most " + CAP)
        .contains("espalier.engine.max-result-bytes");
  }
}
