package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.espalier.json.Json;

/**
 * The Jakarta Batch job of a run of one echo task, on a server that has {@link JobControlExecutor}.
 */
final class RunJob {
  private static final Duration BOUND = Duration.ofSeconds(120);

  private final Api api;
  private final JsonNode tree;
  private final long execution;

  private RunJob(Api api, JsonNode tree, long execution) {
    this.api = api;
    this.tree = tree;
    this.execution = execution;
  }

  /** Submits the task and waits until its run has a job. */
  static RunJob of(Api api, String inputs) {
    JsonNode tree =
        api.submit(
            "{'name':'t','schemas':{'method':'echo_executor'},'inputs':%s}".formatted(inputs));
    String run = tree.at("/run/id").textValue();
    long execution =
        Await.value(
            "run " + run + " has a job",
            BOUND,
            () ->
                Optional.of(api.http.get("/api/runs/" + run).json().path("job_execution_id"))
                    .filter(JsonNode::isNumber)
                    .map(JsonNode::longValue));
    return new RunJob(api, tree, execution);
  }

  void awaitRun(String status) {
    awaitRun(tree, status);
  }

  private void awaitRun(JsonNode of, String status) {
    String path = "/api/runs/" + of.at("/run/id").textValue();
    Await.until(
        path + " is " + status, BOUND, () -> api.http.get(path).at("/status").equals(status));
  }

  /** A job ends a moment after its runs do. */
  JsonNode await(String status) {
    return Await.value(
        "job " + execution + " is " + status,
        BOUND,
        () -> Optional.of(show()).filter(job -> job.get("status").textValue().equals(status)));
  }

  /** The job of a server that is no more, as its next start leaves it. */
  void isLost() {
    JsonNode ended = show();
    assertThat(ended.get("status").textValue()).isEqualTo("FAILED");
    assertThat(ended.get("exit").textValue()).isEqualTo("LOST");
  }

  /** The run is taken up again under another job; then it is cancelled. */
  void itsRunGoesOnInAnother() {
    String path = "/api/runs/" + tree.at("/run/id").textValue();
    Await.until(
        "the run goes on",
        BOUND,
        () -> {
          JsonNode run = api.http.get(path).json();
          JsonNode job = run.path("job_execution_id");
          return run.get("status").textValue().equals("running")
              && job.isNumber()
              && job.longValue() != execution;
        });
    api.post(path + "/cancel", "");
    awaitRun("cancelled");
  }

  JsonNode show() {
    return control("show");
  }

  /** Waits until its step is at work. */
  void awaitBegun() {
    Await.until("the step has begun", BOUND, () -> show().get("steps").intValue() == 1);
  }

  void stop() {
    control("stop");
  }

  /** The job that goes on where this one stopped. */
  RunJob restart() {
    return new RunJob(api, tree, control("restart").get("execution").longValue());
  }

  private JsonNode control(String operation) {
    ObjectNode task = Json.object().put("name", "control");
    task.putObject("schemas").put("method", "job_control");
    task.putObject("inputs").put("operation", operation).put("execution", execution);
    JsonNode control = api.submit(Json.write(task));
    awaitRun(control, "completed");
    return api.tree(control).at("/tasks/0/result");
  }
}
