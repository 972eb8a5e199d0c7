package org.espalier.engine.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunScope;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/** Decides which tasks of a tree a new run runs. Pure. */
public final class RunPlan {

  /** What the plan needs to know of a task. */
  public record PlannedTask(
      UUID id,
      TaskStatus status,
      double progress,
      List<TaskDependency> dependencies,
      boolean isFrozen,
      @Nullable UUID maker) {
    public PlannedTask(
        UUID id, TaskStatus status, double progress, List<TaskDependency> dependencies) {
      this(id, status, progress, dependencies, false, null);
    }

    /** Whether another task made it, for an element of a list. */
    boolean isMade() {
      return maker != null;
    }
  }

  private RunPlan() {}

  /**
   * The tasks to run.
   *
   * <ul>
   *   <li>{@link RunScope#ALL}: every task.
   *   <li>{@link RunScope#FAILED}: those that did not complete, and everything downstream of them,
   *       since it would stand on old results otherwise.
   *   <li>{@link RunScope#TASKS}: the chosen ones, and what they depend on, directly or not, as far
   *       as it is not completed.
   *   <li>{@link RunScope#CHAIN}: the same, completed or not.
   * </ul>
   *
   * Tasks that are frozen, such as links, are never run.
   */
  static Set<UUID> tasksToRun(RunStart start, List<PlannedTask> tasks) {
    Set<UUID> inScope = inScope(start, tasks);
    tasks.stream().filter(PlannedTask::isFrozen).forEach(task -> inScope.remove(task.id()));
    return inScope;
  }

  private static Set<UUID> inScope(RunStart start, List<PlannedTask> tasks) {
    return switch (start.scope()) {
      case ALL -> allOf(tasks);
      case FAILED -> unfinishedWithDependents(tasks);
      case TASKS -> chosenWithDependencies(start.tasks(), tasks, true);
      case CHAIN -> chosenWithDependencies(start.tasks(), tasks, false);
    };
  }

  private static Set<UUID> allOf(List<PlannedTask> tasks) {
    Set<UUID> ids = new HashSet<>();
    tasks.forEach(task -> ids.add(task.id()));
    return ids;
  }

  private static Set<UUID> unfinishedWithDependents(List<PlannedTask> tasks) {
    Map<UUID, List<UUID>> dependents = new HashMap<>();
    Set<UUID> start = new HashSet<>();
    for (PlannedTask task : tasks) {
      for (TaskDependency dependency : task.dependencies()) {
        dependents.computeIfAbsent(dependency.id(), id -> new ArrayList<>()).add(task.id());
      }
      if (task.status() != TaskStatus.COMPLETED) {
        start.add(task.id());
      }
    }
    return closure(start, id -> dependents.getOrDefault(id, List.of()));
  }

  private static Set<UUID> chosenWithDependencies(
      Set<UUID> chosen, List<PlannedTask> tasks, boolean keepsCompleted) {
    Map<UUID, PlannedTask> byId = new HashMap<>();
    tasks.forEach(task -> byId.put(task.id(), task));
    Set<UUID> start = new HashSet<>(chosen);
    start.retainAll(byId.keySet());
    return closure(
        start,
        id ->
            known(byId, id).dependencies().stream()
                .map(TaskDependency::id)
                .filter(
                    upstream ->
                        !keepsCompleted || known(byId, upstream).status() != TaskStatus.COMPLETED)
                .toList());
  }

  /** Tasks depend on tasks of their own tree only. */
  private static PlannedTask known(Map<UUID, PlannedTask> byId, UUID id) {
    return Objects.requireNonNull(byId.get(id));
  }

  private interface Neighbours {
    List<UUID> of(UUID id);
  }

  private static Set<UUID> closure(Set<UUID> start, Neighbours neighbours) {
    Set<UUID> found = new HashSet<>(start);
    Deque<UUID> open = new ArrayDeque<>(start);
    while (!open.isEmpty()) {
      for (UUID next : neighbours.of(open.pop())) {
        if (found.add(next)) {
          open.push(next);
        }
      }
    }
    return found;
  }
}
