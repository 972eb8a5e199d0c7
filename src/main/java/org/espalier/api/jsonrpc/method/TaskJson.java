package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskListing;
import org.espalier.tree.TaskNotFoundException;

/** Turns tasks into what callers of the protocol get to see of them. Thread-safe. */
@ApplicationScoped
public class TaskJson {
  @Inject TaskListing listing;
  @Inject WaitingFor waiting;

  /** For the container, which sets the fields. */
  public TaskJson() {}

  /** One task, with what it waits for. */
  ObjectNode of(Task task) {
    ObjectNode json = all(List.of(task)).get(0);
    JsonNode reason = waiting.of(task.treeId(), List.of(task)).get(task.id());
    if (reason != null) {
      json.set("waiting_for", reason);
    }
    return json;
  }

  ArrayNode of(Collection<Task> tasks) {
    ArrayNode array = Json.array();
    all(tasks).forEach(array::add);
    return array;
  }

  private List<ObjectNode> all(Collection<Task> tasks) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    Set<UUID> parents = listing.parentsAmong(tasks);
    Set<UUID> originals = listing.originalsAmong(tasks);
    return tasks.stream()
        .map(
            task ->
                TaskFields.of(task)
                    .put("has_children", parents.contains(task.id()))
                    .put("has_references", originals.contains(task.id())))
        .toList();
  }

  /** A task and everything below it: {@code {"task": {...}, "children": [the same, ...]}}. */
  ObjectNode node(Task root, List<Task> tree) {
    Map<UUID, ObjectNode> nodes = new HashMap<>();
    List<ObjectNode> shown = all(tree);
    Map<UUID, JsonNode> reasons = waiting.of(root.treeId(), tree);
    for (int i = 0; i < tree.size(); i++) {
      JsonNode reason = reasons.get(tree.get(i).id());
      if (reason != null) {
        shown.get(i).set("waiting_for", reason);
      }
      ObjectNode node = Json.object();
      node.set("task", shown.get(i));
      node.putArray("children");
      nodes.put(tree.get(i).id(), node);
    }
    hang(tree, nodes);
    return of(root, nodes);
  }

  /** The same with a task's fields and {@code children} in one object. */
  ObjectNode nested(Task root, List<Task> tree) {
    Map<UUID, ObjectNode> nodes = new HashMap<>();
    List<ObjectNode> shown = all(tree);
    for (int i = 0; i < tree.size(); i++) {
      shown.get(i).putArray("children");
      nodes.put(tree.get(i).id(), shown.get(i));
    }
    hang(tree, nodes);
    return of(root, nodes);
  }

  /** The tree was read after the task, which may have been deleted in between. */
  private static ObjectNode of(Task root, Map<UUID, ObjectNode> nodes) {
    return Optional.ofNullable(nodes.get(root.id()))
        .orElseThrow(() -> new TaskNotFoundException(root.id()));
  }

  private static void hang(List<Task> tree, Map<UUID, ObjectNode> nodes) {
    List<Task> byOrder = new ArrayList<>(tree);
    for (Task task : byOrder) {
      task.parentId()
          .map(nodes::get)
          .ifPresent(parent -> ((ArrayNode) parent.get("children")).add(nodes.get(task.id())));
    }
  }
}
