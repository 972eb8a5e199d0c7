package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskListing;

/** Turns tasks into what callers of the protocol get to see of them. Thread-safe. */
@ApplicationScoped
public class TaskJson {
  @Inject TaskListing listing;
  @Inject WaitingFor waiting;

  /** For the container, which sets the fields. */
  public TaskJson() {}

  /** One task, with what it waits for. */
  ObjectNode of(Task task) {
    return shown(List.of(task), waiting::of).get(0);
  }

  ArrayNode of(Collection<Task> tasks) {
    ArrayNode array = Json.array();
    shown(tasks).forEach(array::add);
    return array;
  }

  /** Tasks in their order, with what they wait for. */
  List<ObjectNode> shown(List<Task> tasks, Function<Task, Optional<JsonNode>> reasons) {
    List<ObjectNode> shown = shown(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      ObjectNode json = shown.get(i);
      reasons.apply(tasks.get(i)).ifPresent(reason -> json.set("waiting_for", reason));
    }
    return shown;
  }

  /** Tasks in their order. */
  List<ObjectNode> shown(Collection<Task> tasks) {
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
}
