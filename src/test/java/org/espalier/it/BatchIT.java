package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs as an operator sees and steers them with Jakarta Batch; also a drop-in executor in a real
 * server.
 */
class BatchIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir static Path jars;
  private static EspalierServer server;
  private static Http http;

  @BeforeAll
  static void start() throws IOException {
    Class<?> executor = JobControlExecutor.class;
    String path = executor.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jars.resolve("job-control.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(path));
      jar.write(executor.getResourceAsStream("/" + path).readAllBytes());
      jar.putNextEntry(new JarEntry("META-INF/services/org.espalier.executor.TaskExecutor"));
      jar.write(executor.getName().getBytes(StandardCharsets.UTF_8));
    }
    server =
        new EspalierServer()
            .with("ESPALIER_EXECUTORS_DIR", jars.toString())
            .with("ESPALIER_ENGINE_PAUSE_GRACE", "PT0.5S")
            .start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aJobEndsAsItsRunDoes() {
    awaitJob(job(submit("{'fail':true}", "failed")), "FAILED");
    JsonNode completed = awaitJob(job(submit("{}", "completed")), "COMPLETED");
    assertThat(completed.get("job").textValue()).isEqualTo("tree-run");
  }

  @Test
  void stopPausesARunAndRestartResumesIt() {
    String run = submit("{'delay':30}", "running");
    long execution = job(run);
    // JBatch forgets a stop of a job whose thread has yet to begin.
    Await.until(
        "the step has begun", BOUND, () -> control("show", execution).get("steps").intValue() == 1);
    control("stop", execution);
    awaitRun(run, "paused");
    awaitJob(execution, "STOPPED");
    long restarted = control("restart", execution).get("execution").longValue();
    awaitRun(run, "completed");
    awaitJob(restarted, "COMPLETED");
  }

  @Test
  void jobsOfAKilledServerAreEndedAtItsNextStart() {
    String run = submit("{'delay':4}", "running");
    long execution = job(run);
    awaitJob(execution, "STARTED");
    server.kill9();
    server.start();
    JsonNode ended = control("show", execution);
    assertThat(ended.get("status").textValue()).isEqualTo("FAILED");
    assertThat(ended.get("exit").textValue()).isEqualTo("LOST");
    awaitRun(run, "completed");
  }

  /** Submits one echo task and waits until its run has this status. */
  private static String submit(String inputs, String status) {
    Http.Answer answer =
        http.post(
            "/api/trees?run=true",
            "{'name':'t','schemas':{'method':'echo_executor'},'inputs':%s}"
                .formatted(inputs)
                .replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    awaitRun(answer.at("/run/id"), status);
    return answer.at("/run/id");
  }

  private static void awaitRun(String run, String status) {
    try {
      Await.until(
          "run " + run + " is " + status,
          BOUND,
          () -> http.get("/api/runs/" + run).at("/status").equals(status));
    } catch (AssertionError e) {
      String seen = http.get("/api/runs/" + run).text();
      throw new AssertionError(
          seen + http.get("/api/runs/" + run + "/attempts").text() + server.logTail(), e);
    }
  }

  /** The job execution of a run, once it is noted. */
  private static long job(String run) {
    return Await.value(
        "run " + run + " has a job",
        BOUND,
        () ->
            Optional.of(http.get("/api/runs/" + run).json().path("job_execution_id"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::longValue));
  }

  /** A job ends a moment after its runs do. */
  private static JsonNode awaitJob(long execution, String status) {
    return Await.value(
        "job " + execution + " is " + status,
        BOUND,
        () ->
            Optional.of(control("show", execution))
                .filter(job -> job.get("status").textValue().equals(status)));
  }

  private static JsonNode control(String operation, long execution) {
    ObjectNode tree = Json.object().put("name", "control");
    tree.putObject("schemas").put("method", "job_control");
    tree.putObject("inputs").put("operation", operation).put("execution", execution);
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    awaitRun(answer.at("/run/id"), "completed");
    return http.get("/api/trees/" + answer.at("/id")).json().at("/tasks/0/result");
  }
}
