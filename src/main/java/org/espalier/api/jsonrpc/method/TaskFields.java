package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.espalier.tree.Task;

/**
 * The fields of a task: all that the protocol has, and Espalier's own. Those that only other
 * implementations use are there and null.
 */
final class TaskFields {
  private static final List<String> UNUSED =
      List.of(
          "lease_id",
          "lease_expires_at",
          "idempotency_key",
          "last_assigned_node",
          "placement_constraints");

  private TaskFields() {}

  static ObjectNode of(Task task) {
    ObjectNode json = Json.object().put("id", task.id().toString());
    text(json, "parent_id", task.parentId().map(Object::toString));
    json.put("task_tree_id", task.treeId().toString());
    text(json, "user_id", task.userId());
    json.put("name", task.name()).put("status", task.status().word());
    json.put("priority", task.priority());
    json.set("dependencies", Json.read(task.dependenciesJson()));
    json.set("inputs", Json.read(task.inputs()));
    json.set("params", task.params().map(Json::read).orElseGet(Json::object));
    json.set("schemas", value(task.schemas()));
    json.set("result", value(task.result()));
    text(json, "error", task.error());
    json.put("progress", task.progress());
    addTimes(json, task);
    json.put("has_children", false);
    text(json, "original_task_id", task.originalTaskId().map(Object::toString));
    json.put("origin_type", task.origin().word()).put("has_references", false);
    ScheduleJson.add(json, task);
    addOurs(json, task);
    return json;
  }

  private static void addTimes(ObjectNode json, Task task) {
    json.put("created_at", JsonTime.text(task.createdAt()));
    time(json, "started_at", task.startedAt());
    json.put("updated_at", JsonTime.text(task.updatedAt()));
    time(json, "completed_at", task.completedAt());
  }

  private static void addOurs(ObjectNode json, Task task) {
    UNUSED.forEach(json::putNull);
    json.put("attempt_id", task.attempts());
    text(json, "key", task.key());
    json.set("retry", value(task.retryJson()));
    json.set(
        "timeout",
        task.timeout()
            .<JsonNode>map(timeout -> json.numberNode(timeout.toMillis() / 1e3))
            .orElse(NullNode.instance));
    json.putNull("waiting_for");
    json.put("at_most_once", task.isAtMostOnce()).put("attempts", task.attempts());
    text(json, "run_id", task.runId().map(Object::toString));
  }

  private static JsonNode value(Optional<String> text) {
    return text.map(Json::read).orElse(NullNode.instance);
  }

  static void text(ObjectNode json, String name, Optional<String> text) {
    json.put(name, text.orElse(null));
  }

  static void time(ObjectNode json, String name, Optional<Instant> time) {
    json.put(name, time.map(JsonTime::text).orElse(null));
  }
}
