package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.TaskState;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.wire.WaitingMessage;

/** Says of pending tasks why they do not run. Thread-safe. */
@ApplicationScoped
public class WaitingFor {
  @Inject RunRepository runs;

  /** For the container, which sets the fields. */
  public WaitingFor() {}

  /** The reasons of a tree's tasks, by task; empty when none of these tasks is pending. */
  Map<UUID, JsonNode> of(UUID treeId, List<Task> tasks) {
    Map<UUID, JsonNode> found = new HashMap<>();
    if (tasks.stream()
        .noneMatch(task -> task.status() == TaskStatus.PENDING || task.parked().isPresent())) {
      return found;
    }
    List<TaskState> states = runs.statesOf(treeId);
    WaitingReasons.of(states, runs.latestOf(treeId))
        .forEach((id, reason) -> found.put(id, json(reason)));
    return found;
  }

  private static JsonNode json(WaitingReason reason) {
    return Json.valueOf(
        new WaitingMessage(
            reason.kind().word(),
            reason.tasks().stream()
                .map(t -> new WaitingMessage.WaitedTask(t.id(), t.name(), t.status().word()))
                .toList(),
            reason.at().orElse(null),
            reason.approvalId().orElse(null),
            reason.detail()));
  }
}
