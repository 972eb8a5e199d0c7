package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.it.Await;
import org.espalier.it.DropIn;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks whose executor does what it must not. Each ends as its policy says, and no other task is
 * affected.
 */
class PoisonTasksChaos {
  private static final Duration BOUND = Duration.ofSeconds(120);
  private static final int MAX_RUNNING = 4;
  private static final int MAX_ABANDONED = 8;

  @TempDir Path jars;
  private EspalierServer server;
  private Http http;

  @BeforeEach
  void start() {
    DropIn.jar(jars, PoisonExecutor.class);
    server =
        new EspalierServer()
            .with("ESPALIER_EXECUTORS_DIR", jars.toString())
            .with("ESPALIER_JAVA_OPTS", "-Xmx384m")
            .with("ESPALIER_ENGINE_STOP_GRACE", "PT0.5S")
            .with("ESPALIER_ENGINE_MAX_RUNNING_ATTEMPTS", Integer.toString(MAX_RUNNING))
            .with("ESPALIER_ENGINE_MAX_ABANDONED_ATTEMPTS", Integer.toString(MAX_ABANDONED))
            .start();
    http = server.http();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String submit(String how, String more) {
    return Await.value(
        "a poison is accepted",
        BOUND,
        () -> {
          Http.Answer answer =
              http.post(
                  "/api/trees?run=true",
                  "{'name':'%s','schemas':{'method':'poison'},'inputs':{'how':'%s'}%s}"
                      .formatted("task-" + how, how, more)
                      .replace('\'', '"'));
          return answer.status() == 201 ? Optional.of(answer.at("/run/id")) : Optional.empty();
        });
  }

  private void awaitRun(String run, String status) {
    try {
      Await.until(
          "run " + run + " is " + status,
          BOUND,
          () -> http.get("/api/runs/" + run).at("/status").equals(status));
    } catch (AssertionError e) {
      throw new AssertionError(http.get("/api/runs/" + run).text() + server.logTail(), e);
    }
  }

  private JsonNode health() {
    return http.get("/api/health").json();
  }

  private int abandoned() {
    return health().at("/abandoned_attempts/poison").asInt();
  }

  /** What an executor does, and the kind its attempts fail with. */
  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("heap", "out_of_memory");
    kinds.put("array", "out_of_memory");
    kinds.put("stack", "stack_overflow");
    kinds.put("null", "no_outcome");
    kinds.put("error", "unexpected");
    kinds.put("linkage", "unexpected");
    kinds.put("giant", "result_too_large");
    kinds.put("cyclic", "invalid_result");
    return kinds;
  }

  @Test
  void eachPoisonFailsAsItsPolicySaysAndOtherTreesComplete() throws Exception {
    Bystanders bystanders = Bystanders.of(http);
    Await.until("some trees run", BOUND, () -> bystanders.accepted() >= 5);
    int poisons = 0;
    for (int round = 0; round < 3; round++) {
      for (Map.Entry<String, String> poison : kinds().entrySet()) {
        assertFails(poison.getKey(), poison.getValue());
        poisons += 2;
      }
      awaitRun(submit("interrupt", ""), "completed");
      awaitRun(submit("threads", ""), "completed");
    }
    Await.until("many trees ran", BOUND, () -> bystanders.accepted() >= 40);
    List<String> runs = bystanders.stop();
    Bystanders.awaitCompleted(http, runs, BOUND);
    assertThat(health().get("status").textValue()).isEqualTo("up");
    System.out.println(
        "[chaos] poison: %d trees completed beside %d poisons".formatted(runs.size(), poisons));
    server.stop(); // in spite of the threads that were leaked
  }

  private void assertFails(String how, String kind) {
    String once = submit(how, "");
    String twice =
        submit(
            how,
            ",'retry':{'max_attempts':2,'initial_delay':0.05,'retry_on':['%s']}".formatted(kind));
    for (String run : List.of(once, twice)) {
      awaitRun(run, "failed");
      JsonNode attempts = Bystanders.attempts(http, run);
      assertThat(attempts).as("%s: %s", how, attempts).hasSize(run.equals(once) ? 1 : 2);
      for (JsonNode attempt : attempts) {
        assertThat(attempt.get("status").textValue()).isEqualTo("failed");
        assertThat(attempt.get("error_kind").textValue()).as("%s", attempt).isEqualTo(kind);
        assertThat(attempt.get("error").textValue()).contains("Task 'task-" + how + "'");
      }
    }
  }

  @Test
  void attemptsThatDoNotStopNeitherStarveTheNodeNorGoUnseen() throws Exception {
    List<String> stuck = new ArrayList<>();
    for (int i = 0; i < MAX_ABANDONED - 1; i++) {
      stuck.add(submit(i < 2 ? "loop" : "deaf", ",'timeout':0.5,'retry':{'max_attempts':3}"));
    }
    for (String run : stuck) {
      awaitRun(run, "failed");
      JsonNode attempts = Bystanders.attempts(http, run);
      assertThat(attempts).as("%s", attempts).hasSize(1);
      assertThat(attempts.get(0).get("error_kind").textValue()).isEqualTo("stuck");
    }
    assertThat(abandoned()).isEqualTo(stuck.size()).isGreaterThan(MAX_RUNNING);
    assertThat(health().get("reason").isNull()).isTrue();
    Bystanders bystanders = Bystanders.of(http);
    Await.until("other trees run", BOUND, () -> bystanders.accepted() >= 10);
    Bystanders.awaitCompleted(http, bystanders.stop(), BOUND);

    String cancelled = submit("deaf", "");
    awaitRun(cancelled, "running");
    assertThat(http.post("/api/runs/" + cancelled + "/cancel", "{}").status()).isEqualTo(202);
    awaitRun(cancelled, "cancelled");
    Await.until("it is counted", BOUND, () -> abandoned() == MAX_ABANDONED);
    Http.Answer health = http.get("/api/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.at("/reason")).contains("poison").contains("Restart the node");
    assertThat(log())
        .contains("ignores its interrupt and was given up")
        .contains("Executor 'poison' has " + MAX_ABANDONED)
        .contains("org.espalier.chaos.PoisonExecutor.loop")
        .contains("org.espalier.chaos.PoisonExecutor.deaf");

    String suspended = submit("null", "");
    Bystanders others = Bystanders.of(http);
    Await.until("other executors go on", BOUND, () -> others.accepted() >= 5);
    Bystanders.awaitCompleted(http, others.stop(), BOUND);
    assertThat(http.get("/api/runs/" + suspended).at("/status")).isNotEqualTo("failed");
    server.restart();
    awaitRun(suspended, "failed");
    assertThat(abandoned()).isZero();
  }

  @Test
  void anExecutorIsBegunAgainWhenItsAbandonedAttemptsEnd() {
    List<String> stuck = new ArrayList<>();
    for (int i = 0; i < MAX_ABANDONED - 1; i++) {
      stuck.add(submit("deaf", ",'timeout':0.2"));
    }
    stuck.forEach(run -> awaitRun(run, "failed"));
    awaitRun(submit("release", ""), "completed");
    Await.until("all threads are back", BOUND, () -> abandoned() == 0);
    awaitRun(submit("interrupt", ""), "completed");
  }

  private String log() throws IOException {
    return Files.readString(server.dataDir().resolve("log/server.log"));
  }
}
