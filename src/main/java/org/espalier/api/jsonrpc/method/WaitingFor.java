package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.api.http.LargeReads;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.engine.store.TreeRun;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.wire.WaitingMessage;

/** Says of pending tasks why they do not run. Thread-safe. */
@ApplicationScoped
public class WaitingFor {
  @Inject RunRepository runs;
  @Inject TaskRepository tasks;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public WaitingFor() {}

  /**
   * Why a task waits; empty when it does not.
   *
   * @throws org.espalier.api.problem.RequestRefusedException when its tree is large, and so many
   *     large ones are being read that there is no memory for it
   */
  Optional<JsonNode> of(Task task) {
    if (!isWaiting(task)) {
      return Optional.empty();
    }
    boolean needsAll = needsAllOf(task.treeId());
    LargeReads.Turn turn = turns.take(needsAll ? tasks.requireTree(task.treeId()).taskCount() : 0);
    try (turn) {
      return reasonsOf(task.treeId()).apply(task);
    }
  }

  /** Whether {@link #reasonsOf} has to know all tasks of a tree. */
  boolean needsAllOf(UUID treeId) {
    return runs.hasWaiting(treeId) && runs.latestOf(treeId).isPresent();
  }

  /** The reasons of a tree's tasks; takes memory in proportion to the tree where it needs all. */
  Function<Task, Optional<JsonNode>> reasonsOf(UUID treeId) {
    Optional<TreeRun> run = runs.latestOf(treeId);
    if (run.isEmpty()) {
      Optional<JsonNode> neverRun = Optional.of(json(WaitingReasons.ofSubmitted(false)));
      return task -> isWaiting(task) ? neverRun : Optional.empty();
    }
    Map<UUID, WaitingReason> reasons =
        runs.hasWaiting(treeId) ? WaitingReasons.of(runs.statesOf(treeId), run) : Map.of();
    return task ->
        isWaiting(task)
            ? Optional.ofNullable(reasons.get(task.id())).map(WaitingFor::json)
            : Optional.empty();
  }

  private static boolean isWaiting(Task task) {
    return task.status() == TaskStatus.PENDING || task.parked().isPresent();
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
