package org.espalier.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.json.Json;

/**
 * What a receiver is told of an event, in the words of the protocol.
 *
 * @param type {@code task_start, progress, task_completed, task_failed, task_cancelled, final}
 * @param body without the result of a completed task
 */
record WebhookNotice(String type, ObjectNode body) {

  /** Of an event as the log holds it; empty when it is none that is told. */
  static Optional<WebhookNotice> of(JsonNode event) {
    return switch (event.path("type").asText()) {
      case "task.started" -> Optional.of(task("task_start", event, "Task started"));
      case "task.progress" -> Optional.of(task("progress", event, text(event, "message")));
      case "task.retrying" ->
          Optional.of(
              task(
                  "progress",
                  event,
                  "Attempt %d failed; the next is due at %s: %s"
                      .formatted(
                          event.path("attempt").intValue(),
                          text(event, "retry_at"),
                          text(event, "error"))));
      case "task.completed" -> Optional.of(task("task_completed", event, "Task completed"));
      case "task.failed" -> Optional.of(task("task_failed", event, text(event, "error")));
      case "task.cancelled" -> Optional.of(task("task_cancelled", event, text(event, "error")));
      case "run.ended" -> Optional.of(end(event));
      default -> Optional.empty();
    };
  }

  private static String text(JsonNode event, String field) {
    return event.path(field).asText("");
  }

  private static WebhookNotice task(String type, JsonNode event, String message) {
    ObjectNode body = body(type, event, text(event, "task_id"), message).put("final", false);
    if (event.has("error")) {
      body.put("error", text(event, "error"));
    }
    return new WebhookNotice(type, body);
  }

  private static WebhookNotice end(JsonNode event) {
    String status = text(event, "status");
    ObjectNode body =
        body("final", event, text(event, "tree_id"), "Task tree " + status).put("final", true);
    body.putObject("result").set("progress", event.path("progress"));
    body.put("error", event.has("error") ? text(event, "error") : null);
    return new WebhookNotice("final", body);
  }

  private static ObjectNode body(String type, JsonNode event, String taskId, String message) {
    ObjectNode body =
        Json.object()
            .put("protocol", "jsonrpc")
            .put("root_task_id", text(event, "tree_id"))
            .put("task_id", taskId)
            .put("run_id", text(event, "run_id"))
            .put("type", type)
            .put("status", text(event, "status"));
    body.set("progress", event.path("progress"));
    return body.put("message", message).put("timestamp", text(event, "at"));
  }

  /** Whether it is the last thing told of a run. */
  boolean isLast() {
    return type.equals("final");
  }

  /** Whether the task's result belongs to it. */
  boolean hasResult() {
    return type.equals("task_completed");
  }
}
