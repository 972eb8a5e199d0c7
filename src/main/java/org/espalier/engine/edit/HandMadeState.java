package org.espalier.engine.edit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.json.Json;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.UnreachableTasks;
import org.espalier.tree.UnreachableTasks.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task that is set by hand: which changes the protocol allows, and what each brings
 * with it. Pure.
 *
 * @param progress 0 to 1
 * @param result JSON text; null unless completed
 * @param error null unless failed or cancelled
 */
record HandMadeState(
    TaskStatus status,
    double progress,
    @Nullable String result,
    @Nullable String error,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt) {

  /** Notes what is wrong with a change. */
  static void check(Task task, StateChange change, List<Task> tree, Violations violations) {
    TaskStatus to = change.status().orElse(task.status());
    if (to != task.status() && !task.status().mayBecome(to)) {
      violations.add(
          "/status",
          ViolationCode.TRANSITION,
          "A task cannot go from '%s' to '%s'; it may become: %s.",
          task.status().word(),
          to.word(),
          successors(task.status()));
      return;
    }
    if (task.status() == TaskStatus.PENDING && to == TaskStatus.IN_PROGRESS) {
      checkDependencies(task, tree, violations);
    }
    if (change.result().isPresent() && to != TaskStatus.COMPLETED) {
      violations.add(
          "/result",
          ViolationCode.NOT_APPLICABLE,
          "Only a completed task has a result; it is '%s'.",
          to.word());
    }
    if (change.error().isPresent() && to != TaskStatus.FAILED && to != TaskStatus.CANCELLED) {
      violations.add(
          "/error",
          ViolationCode.NOT_APPLICABLE,
          "Only a failed or cancelled task has an error; it is '%s'.",
          to.word());
    }
    if (to == TaskStatus.COMPLETED && change.progress().filter(p -> p != 1).isPresent()) {
      violations.add(
          "/progress", ViolationCode.NOT_APPLICABLE, "The progress of a completed task is 1.");
    }
  }

  private static String successors(TaskStatus from) {
    String words =
        List.of(TaskStatus.values()).stream()
            .filter(from::mayBecome)
            .map(TaskStatus::word)
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "nothing else" : words;
  }

  private static void checkDependencies(Task task, List<Task> tree, Violations violations) {
    Map<UUID, Task> byId = tree.stream().collect(Collectors.toMap(Task::id, each -> each));
    Set<UUID> unreachable =
        UnreachableTasks.of(tree.stream().map(HandMadeState::standing).toList());
    for (TaskDependency dependency : task.dependencies()) {
      TaskStatus status = Objects.requireNonNull(byId.get(dependency.id())).status();
      boolean isSatisfied =
          dependency.required()
              ? status == TaskStatus.COMPLETED
              : status.isTerminal() || unreachable.contains(dependency.id());
      if (!isSatisfied) {
        violations.add(
            "/dependencies",
            ViolationCode.DEPENDENCY_NOT_SATISFIED,
            "It waits for task %s, which is '%s'.",
            dependency.id(),
            status.word());
      }
    }
  }

  private static Standing standing(Task task) {
    return new Standing(task.id(), task.status(), false, task.dependencies());
  }

  /** What a task is after a change that {@link #check} let pass. */
  static HandMadeState of(Task task, StateChange change, Instant now) {
    TaskStatus to = change.status().orElse(task.status());
    boolean isNew = to != task.status();
    @Nullable String oldError = isNew ? null : task.error().orElse(null);
    @Nullable String oldResult = isNew ? null : task.result().orElse(null);
    double progress =
        change.progress().orElse(isNew && to == TaskStatus.PENDING ? 0 : task.progress());
    @Nullable Instant begun = task.startedAt().orElse(null);
    @Nullable Instant ended = isNew ? now : task.completedAt().orElse(null);
    return switch (to) {
      case PENDING -> new HandMadeState(to, progress, null, null, null, null);
      case IN_PROGRESS ->
          new HandMadeState(to, progress, null, null, begun == null ? now : begun, null);
      case COMPLETED ->
          new HandMadeState(
              to, 1, change.result().map(Json::write).orElse(oldResult), null, begun, ended);
      case FAILED, CANCELLED -> {
        String fallback =
            to == TaskStatus.FAILED ? "Set to failed by a caller." : "Cancelled by user";
        String error = change.error().orElse(oldError == null ? fallback : oldError);
        yield new HandMadeState(to, progress, null, error, begun, ended);
      }
    };
  }
}
