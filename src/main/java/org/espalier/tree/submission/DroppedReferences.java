package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.condition.References;
import org.jspecify.annotations.Nullable;

/**
 * The references of a copy to dependencies that are not copied with it: in inputs and params the
 * values they lead to take their places, as they are now. One to what has no result is a fault, and
 * so is one in {@code run_if}. Not thread-safe.
 */
final class DroppedReferences {
  private final Map<UUID, Task> tree = new HashMap<>();
  private final Violations violations;

  DroppedReferences(List<Task> tree, Violations violations) {
    tree.forEach(task -> this.tree.put(task.id(), task));
    this.violations = violations;
  }

  /**
   * Replaces them in the JSON of a task's definition.
   *
   * @param copied the tasks whose references stay
   */
  void fill(Task task, ObjectNode json, Set<UUID> copied) {
    List<TaskDependency> dependencies = task.dependencies();
    if (dependencies.stream().allMatch(dependency -> copied.contains(dependency.id()))) {
      return;
    }
    ObjectNode work = Json.object();
    work.set("schemas", json.path("schemas"));
    for (String field : List.of("inputs", "params")) {
      if (json.has(field)) {
        work.set(field, json.get(field));
      }
    }
    TaskTemplates.fill(work, Set.of(), said -> valueOf(task, dependencies, copied, said));
    work.remove("schemas");
    json.setAll(work);
    refuseCondition(task, dependencies, copied);
  }

  private void refuseCondition(Task task, List<TaskDependency> dependencies, Set<UUID> copied) {
    for (References.Part part : References.parse(task.runIf().orElse(""))) {
      if (part instanceof References.Value value) {
        Named meant = meant(dependencies, value.expression());
        if (meant != null && !copied.contains(meant.task.id())) {
          refuse(task, meant.task, value.expression());
        }
      }
    }
  }

  private record Named(Task task, TaskDependency dependency, List<String> path, int length) {}

  /** Of several names that fit the longest is meant. */
  private @Nullable Named meant(List<TaskDependency> dependencies, String expression) {
    Named meant = null;
    for (TaskDependency dependency : dependencies) {
      Task task = tree.get(dependency.id());
      if (task == null) {
        continue;
      }
      for (String name : names(task)) {
        List<String> path = References.pathBehind(name, expression);
        if (path != null && (meant == null || name.length() > meant.length)) {
          meant = new Named(task, dependency, path, name.length());
        }
      }
    }
    return meant;
  }

  private static List<String> names(Task task) {
    List<String> names = new ArrayList<>(List.of(task.name(), task.id().toString()));
    task.key().ifPresent(names::add);
    return names;
  }

  private @Nullable JsonNode valueOf(
      Task task, List<TaskDependency> dependencies, Set<UUID> copied, String expression) {
    Named meant = meant(dependencies, expression);
    if (meant == null || copied.contains(meant.task.id())) {
      return null;
    }
    JsonNode result = meant.task.result().map(Json::read).orElse(null);
    if (result == null && !meant.dependency.required() && meant.task.status().isTerminal()) {
      return NullNode.instance;
    }
    JsonNode value = result == null ? null : References.follow(result, meant.path);
    return value == null ? refuse(task, meant.task, expression) : value;
  }

  private @Nullable JsonNode refuse(Task task, Task dependency, String expression) {
    violations.add(
        "",
        ViolationCode.UNKNOWN_DEPENDENCY,
        "Task '%s' refers to '${%s}', and task '%s' is not copied; copy it too, or the whole tree.",
        FieldReader.shorten(task.name()),
        FieldReader.shorten(expression),
        FieldReader.shorten(dependency.name()));
    return null;
  }
}
