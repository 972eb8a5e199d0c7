package org.espalier.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the pending tasks of a tree that can never start: something they require failed, was
 * cancelled or is left out, or can never start itself. Whoever depends on one optionally need not
 * wait for it. Pure; costs time in proportion to tasks and dependencies.
 */
public final class UnreachableTasks {
  private UnreachableTasks() {}

  /**
   * What must be known of a task.
   *
   * @param isLeftOut whether nobody is to run it
   */
  public record Standing(
      UUID id, TaskStatus status, boolean isLeftOut, List<TaskDependency> dependencies) {

    private boolean isLost() {
      return switch (status) {
        case FAILED, CANCELLED -> true;
        case PENDING -> isLeftOut;
        case COMPLETED, IN_PROGRESS -> false;
      };
    }
  }

  /** The ids of those that can never start. */
  public static Set<UUID> of(List<Standing> tasks) {
    Deque<UUID> lost = new ArrayDeque<>();
    tasks.stream().filter(Standing::isLost).forEach(task -> lost.add(task.id()));
    if (lost.isEmpty()) {
      return Set.of();
    }
    Map<UUID, List<Standing>> requiredBy = requiredBy(tasks);
    Set<UUID> unreachable = new HashSet<>();
    while (!lost.isEmpty()) {
      for (Standing dependent : requiredBy.getOrDefault(lost.remove(), List.of())) {
        if (dependent.status() == TaskStatus.PENDING && unreachable.add(dependent.id())) {
          lost.add(dependent.id());
        }
      }
    }
    return unreachable;
  }

  private static Map<UUID, List<Standing>> requiredBy(List<Standing> tasks) {
    Map<UUID, List<Standing>> dependents = new HashMap<>();
    for (Standing task : tasks) {
      for (TaskDependency dependency : task.dependencies()) {
        if (dependency.required()) {
          dependents.computeIfAbsent(dependency.id(), id -> new ArrayList<>(1)).add(task);
        }
      }
    }
    return dependents;
  }
}
