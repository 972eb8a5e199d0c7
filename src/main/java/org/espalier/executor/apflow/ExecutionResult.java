package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.peer.Failures;
import org.espalier.executor.peer.PeerAnswer;

/** Turns the tasks of the other node, when nothing runs them any more, into the outcome. */
final class ExecutionResult {
  private static final int NAMED = 5;

  private final ApiRequest request;
  private final Failures failures;

  ExecutionResult(ApiRequest request) {
    this.request = request;
    this.failures = new Failures(request.describe());
  }

  /** Completed only when all of them are: a root can be completed above a child that failed. */
  ExecutionOutcome of(TreeView tree, String rootId, Polling polling) {
    ObjectNode result =
        request
            .result(tree.isCompleted())
            .put("task_id", tree.top().path("id").asText())
            .put("root_task_id", rootId)
            .put("status", tree.status())
            .put("poll_count", polling.polls())
            .put("total_failures", polling.failures());
    result.set("task", tree.top());
    ObjectNode results = result.putObject("results");
    for (JsonNode task : tree.tasks()) {
      JsonNode own = task.path("result");
      results.set(task.path("name").asText(), own.isMissingNode() ? NullNode.instance : own);
    }
    return tree.isCompleted() ? new Succeeded(result) : failed(tree, result);
  }

  private Failed failed(TreeView tree, ObjectNode details) {
    List<JsonNode> failed = tree.with("failed");
    if (tree.status().equals("cancelled")
        || failed.isEmpty() && !tree.with("cancelled").isEmpty()) {
      String what = "it was cancelled there: " + named(tree.with("cancelled"));
      return failures.failed("remote_cancelled", what, false, details);
    }
    if (failed.isEmpty()) {
      String what = "nothing runs it there any more, and it is not done: " + named(open(tree));
      return failures.failed("remote_stopped", what, true, details);
    }
    ArrayNode list = details.putArray("failed_tasks");
    for (JsonNode task : failed) {
      ObjectNode item = list.addObject();
      item.set("id", task.path("id"));
      item.set("name", task.path("name"));
      item.set("error", task.path("error"));
    }
    return failures.failed("remote_failed", "tasks failed there: " + named(failed), true, details);
  }

  private static List<JsonNode> open(TreeView tree) {
    return tree.tasks().stream()
        .filter(task -> !task.path("status").asText().equals("completed"))
        .toList();
  }

  private static String named(List<JsonNode> tasks) {
    String names =
        tasks.stream().limit(NAMED).map(ExecutionResult::named).collect(Collectors.joining("; "));
    return tasks.size() > NAMED ? names + "; and %d more".formatted(tasks.size() - NAMED) : names;
  }

  private static String named(JsonNode task) {
    String why = task.path("error").asText("");
    return "%s (%s)"
        .formatted(
            task.path("name").asText(),
            PeerAnswer.shortened(why.isBlank() ? task.path("status").asText() : why));
  }
}
