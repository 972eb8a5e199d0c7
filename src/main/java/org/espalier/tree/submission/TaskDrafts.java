package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.submission.TaskDraft.DependencyDraft;
import org.jspecify.annotations.Nullable;

/** Turns a stored task back into what a caller could have submitted, to check it anew. */
final class TaskDrafts {
  private TaskDrafts() {}

  /** The draft of a task, standing at {@code pointer}. */
  static TaskDraft of(Task task, String pointer) {
    List<DependencyDraft> dependencies = new ArrayList<>();
    for (TaskDependency dependency : task.dependencies()) {
      String place = pointer + "/dependencies/" + dependencies.size();
      dependencies.add(
          new DependencyDraft(place, dependency.id().toString(), dependency.required()));
    }
    return new TaskDraft(
        pointer,
        null,
        task.id().toString(),
        task.key().orElse(null),
        task.parentId().map(UUID::toString).orElse(null),
        pointer + "/parent_id",
        task.userId().orElse(null),
        task.name(),
        task.priority(),
        dependencies,
        Json.readObject(task.inputs()),
        object(task.params()),
        object(task.schemas()),
        task.retry().orElse(null),
        task.timeout().orElse(null),
        task.isAtMostOnce(),
        task.schedule().definition(),
        task.schedule().nextRunAt().orElse(null),
        task.runIf().map(Json::read).orElse(null),
        true);
  }

  private static @Nullable ObjectNode object(Optional<String> text) {
    return text.map(Json::readObject).orElse(null);
  }

  /** The JSON of a task's definition, its schedule apart. */
  static ObjectNode json(Task task) {
    ObjectNode json = Json.object().put("id", task.id().toString());
    task.key().ifPresent(key -> json.put("key", key));
    task.parentId().ifPresent(parent -> json.put("parent_id", parent.toString()));
    task.userId().ifPresent(user -> json.put("user_id", user));
    json.put("name", task.name()).put("priority", task.priority());
    json.set("dependencies", Json.read(task.dependenciesJson()));
    json.set("inputs", Json.read(task.inputs()));
    task.params().ifPresent(text -> json.set("params", Json.read(text)));
    task.schemas().ifPresent(text -> json.set("schemas", Json.read(text)));
    task.retryJson().ifPresent(text -> json.set("retry", Json.read(text)));
    task.runIf().ifPresent(text -> json.set("run_if", Json.read(text)));
    task.timeout().ifPresent(timeout -> json.put("timeout", timeout.toMillis() / 1e3));
    return json.put("at_most_once", task.isAtMostOnce());
  }
}
