package org.espalier.api.rest;

import java.util.List;
import java.util.Optional;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.tree.Task;
import org.espalier.wire.RawJson;
import org.espalier.wire.TaskMessage;
import org.espalier.wire.WaitingMessage;
import org.jspecify.annotations.Nullable;

/** Turns tasks into messages. */
final class TaskMessages {
  private TaskMessages() {}

  /** All tasks of a tree that was just stored. */
  static List<TaskMessage> ofSubmitted(List<Task> tasks, boolean isRun) {
    WaitingMessage waiting = waiting(WaitingReasons.ofSubmitted(isRun));
    return tasks.stream().map(task -> of(task, waiting)).toList();
  }

  private static WaitingMessage waiting(WaitingReason reason) {
    return new WaitingMessage(
        reason.kind().word(),
        reason.tasks().stream()
            .map(t -> new WaitingMessage.WaitedTask(t.id(), t.name(), t.status().word()))
            .toList(),
        reason.at().orElse(null),
        reason.approvalId().orElse(null),
        reason.detail());
  }

  /** A task of a tree that was never run. */
  static TaskMessage ofNeverRun(Task task) {
    return of(
        task, isWaiting(task) ? Optional.of(WaitingReasons.ofSubmitted(false)) : Optional.empty());
  }

  /** Whether there may be something to say about what it waits for. */
  static boolean isWaiting(Task task) {
    return !task.status().isTerminal();
  }

  /** One task; {@code reason} empty when it is not pending. */
  static TaskMessage of(Task task, Optional<WaitingReason> reason) {
    return of(task, reason.map(TaskMessages::waiting).orElse(null));
  }

  private static TaskMessage of(Task task, @Nullable WaitingMessage waitingFor) {
    ScheduleDefinition schedule = task.schedule().definition();
    return new TaskMessage(
        task.id(),
        task.key().orElse(null),
        task.parentId().orElse(null),
        task.treeId(),
        task.userId().orElse(null),
        task.name(),
        task.status().word(),
        task.priority(),
        new RawJson(task.dependenciesJson()),
        new RawJson(task.inputs()),
        RawJson.of(task.params()),
        RawJson.of(task.schemas()),
        RawJson.of(task.retryJson()),
        task.timeout().orElse(null),
        task.isAtMostOnce(),
        RawJson.of(task.runIf()),
        RawJson.of(task.result()),
        task.error().orElse(null),
        task.progress(),
        task.attempts(),
        waitingFor,
        task.runId().orElse(null),
        task.createdAt(),
        task.startedAt().orElse(null),
        task.updatedAt(),
        task.completedAt().orElse(null),
        schedule.type() == null ? null : schedule.type().word(),
        schedule.expression(),
        schedule.enabled(),
        schedule.startAt(),
        schedule.endAt(),
        schedule.maxRuns(),
        task.schedule().nextRunAt().orElse(null),
        task.schedule().lastRunAt().orElse(null),
        task.schedule().runCount());
  }
}
