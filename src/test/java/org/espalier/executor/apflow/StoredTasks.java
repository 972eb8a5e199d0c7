package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;

/** The tasks of an {@link ApflowPeer}. Thread-safe. */
final class StoredTasks {
  private static final Set<String> OVER = Set.of("completed", "cancelled");

  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();

  /** One task, or the list of all; all or nothing. */
  synchronized JsonNode create(JsonNode given) {
    List<ObjectNode> created = new ArrayList<>();
    for (JsonNode each : given) {
      ObjectNode task = each.deepCopy();
      if (task.path("id").asText("").isEmpty()) {
        task.put("id", UUID.randomUUID().toString());
      }
      if (byId.containsKey(task.path("id").asText())) {
        throw new IllegalArgumentException(
            "Task tree id already exists in database (tree_id: %s)."
                .formatted(task.path("id").asText()));
      }
      created.add(task.put("status", "pending").put("progress", 0.0).putNull("error"));
      task.set("result", NullNode.instance);
      task.withObjectProperty("inputs");
    }
    created.forEach(task -> byId.put(task.path("id").asText(), task));
    String rootId = rootOf(created.get(0).path("id").asText());
    created.forEach(task -> task.put("task_tree_id", rootId));
    return created.size() == 1 ? created.get(0).deepCopy() : Json.array().addAll(copies(created));
  }

  private static List<JsonNode> copies(List<ObjectNode> tasks) {
    return tasks.stream().map(task -> (JsonNode) task.deepCopy()).toList();
  }

  synchronized JsonNode find(String id) {
    return byId.containsKey(id) ? byId.get(id).deepCopy() : NullNode.instance;
  }

  synchronized ObjectNode require(String id) {
    if (!byId.containsKey(id)) {
      throw new IllegalArgumentException("Task " + id + " not found");
    }
    return byId.get(id).deepCopy();
  }

  synchronized String rootOf(String id) {
    ObjectNode task = require(id);
    return task.path("parent_id").asText("").isEmpty()
        ? id
        : rootOf(task.path("parent_id").asText());
  }

  synchronized ObjectNode tree(String id) {
    ObjectNode node = Json.object();
    node.set("task", require(id));
    var children = node.putArray("children");
    childrenOf(id).forEach(child -> children.add(tree(child)));
    return node;
  }

  private List<String> childrenOf(String id) {
    return byId.values().stream()
        .filter(task -> task.path("parent_id").asText().equals(id))
        .map(task -> task.path("id").asText())
        .toList();
  }

  /** Children before their parents. */
  synchronized List<String> inOrder(String rootId) {
    List<String> ids = new ArrayList<>();
    childrenOf(rootId).forEach(child -> ids.addAll(inOrder(child)));
    ids.add(rootId);
    return ids;
  }

  /** False for a task that is over. */
  synchronized boolean begin(String id) {
    if (OVER.contains(byId.get(id).path("status").asText())) {
      return false;
    }
    byId.get(id).put("status", "in_progress").putNull("error");
    return true;
  }

  /** As the inputs ask: fails with {@code fail}, or returns them with {@code size} letters more. */
  synchronized void finish(String id, JsonNode inputs) {
    if (inputs.has("fail")) {
      end(id, "failed", inputs.path("fail").asText());
    } else if (byId.get(id).path("status").asText().equals("in_progress")) {
      ObjectNode result = inputs.deepCopy();
      result.put("letters", "x".repeat(inputs.path("size").asInt()));
      byId.get(id).put("status", "completed").put("progress", 1.0).set("result", result);
    }
  }

  synchronized void end(String id, String status, String error) {
    if (byId.containsKey(id) && !OVER.contains(byId.get(id).path("status").asText())) {
      byId.get(id).put("status", status).put("error", error);
    }
  }

  synchronized int count() {
    return byId.size();
  }
}
