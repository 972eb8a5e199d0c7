package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tasks of the other node, as they were when it was asked.
 *
 * @param tasks the task that was asked for, then what is below it
 */
record TreeView(List<JsonNode> tasks) {
  private static final Set<String> OPEN = Set.of("pending", "in_progress");

  TreeView {
    tasks = List.copyOf(tasks);
  }

  /**
   * Reads the answer of {@code tasks.tree}, {@code {"task", "children": [...]}}, where older nodes
   * have the task's fields beside the children; or that of {@code tasks.create}, a task or a list.
   *
   * @throws org.espalier.executor.peer.RefusedException when it holds no tasks
   */
  static TreeView of(JsonNode answer) {
    List<JsonNode> tasks = new ArrayList<>();
    if (answer.isArray()) {
      answer.forEach(tasks::add);
    } else {
      addAll(answer, tasks);
    }
    if (tasks.isEmpty() || !tasks.stream().allMatch(task -> task.path("id").isTextual())) {
      throw RpcResult.noAnswer("tasks");
    }
    return new TreeView(tasks);
  }

  private static void addAll(JsonNode node, List<JsonNode> tasks) {
    tasks.add(node.path("task").isObject() ? node.path("task") : node);
    node.path("children").forEach(child -> addAll(child, tasks));
  }

  /** The task that was asked for. */
  JsonNode top() {
    return tasks.get(0);
  }

  /** The task that is nobody's child. */
  JsonNode root() {
    return tasks.stream()
        .filter(task -> task.path("parent_id").asText("").isEmpty())
        .findFirst()
        .orElse(top());
  }

  String status() {
    return top().path("status").asText();
  }

  boolean isCompleted() {
    return tasks.stream().allMatch(task -> task.path("status").asText().equals("completed"));
  }

  /** Ids of tasks that may run, or are about to. */
  List<String> open() {
    return tasks.stream()
        .filter(task -> OPEN.contains(task.path("status").asText()))
        .map(task -> task.path("id").asText())
        .toList();
  }

  List<JsonNode> with(String status) {
    return tasks.stream().filter(task -> task.path("status").asText().equals(status)).toList();
  }

  Map<String, String> namesById() {
    Map<String, String> names = new HashMap<>();
    tasks.forEach(task -> names.put(task.path("id").asText(), task.path("name").asText()));
    return names;
  }
}
