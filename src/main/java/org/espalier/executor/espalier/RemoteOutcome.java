package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.StringJoiner;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.peer.Failures;
import org.espalier.json.Json;

/** Turns the remote tree into the outcome of the attempt. */
final class RemoteOutcome {
  private static final int NAMED = 5;

  private final RemoteRequest request;
  private final Node node;
  private final Failures failures;

  RemoteOutcome(RemoteRequest request, Node node) {
    this.request = request;
    this.node = node;
    this.failures = new Failures(request.describe());
  }

  /** Of a tree whose run is over. */
  ExecutionOutcome of(JsonNode tree) throws IOException, InterruptedException {
    String status = tree.path("run").path("status").asText();
    ObjectNode result = Json.object().put("success", status.equals("completed"));
    result.put("base_url", request.target().base()).put("status", status);
    result.put("tree_id", tree.path("id").asText());
    result.put("run_id", tree.path("run").path("id").asText());
    ObjectNode results = Json.object();
    for (JsonNode task : tree.path("tasks")) {
      boolean isRoot = task.path("id").equals(tree.path("id"));
      if (isRoot) {
        result.set("result", task.path("result"));
      }
      results.set(task.path("name").asText(), task.path("result"));
    }
    result.set("results", results);
    return status.equals("completed") ? new Succeeded(result) : failed(tree, status, result);
  }

  private Failed failed(JsonNode tree, String status, ObjectNode details)
      throws IOException, InterruptedException {
    ArrayNode failedTasks = details.putArray("failed_tasks");
    StringJoiner names = new StringJoiner("; ");
    boolean retryable = false;
    for (JsonNode task : tree.path("tasks")) {
      if (task.path("status").asText().equals("failed")) {
        JsonNode last = lastAttempt(details.path("run_id").asText(), task.path("id").asText());
        retryable |= last.path("retryable").asBoolean(false);
        failedTasks
            .addObject()
            .put("name", task.path("name").asText())
            .put("error", task.path("error").asText())
            .put("error_kind", last.path("error_kind").asText());
        if (failedTasks.size() <= NAMED) {
          names.add("%s (%s)".formatted(task.path("name").asText(), task.path("error").asText()));
        }
      }
    }
    if (failedTasks.isEmpty()) {
      String error = tree.path("run").path("error").asText("no task failed");
      return failures.failed(
          "remote_" + status, "its run was " + status + ": " + error, false, details);
    }
    String more =
        failedTasks.size() > NAMED ? "; and %d more".formatted(failedTasks.size() - NAMED) : "";
    return failures.failed(
        "remote_failed", "tasks failed there: " + names + more, retryable, details);
  }

  private JsonNode lastAttempt(String runId, String taskId)
      throws IOException, InterruptedException {
    JsonNode attempts = node.attempts(runId, taskId).json().path("items");
    return attempts.path(attempts.size() - 1);
  }
}
