package org.espalier.api.jsonrpc.method;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;

/** Which tasks of a tree run when one of them is executed. Pure. */
final class RerunPlan {
  private RerunPlan() {}

  /**
   * The tasks to choose; what they wait for is added by the run itself.
   *
   * @param below the task and everything below it
   * @param cascade whether what depends on a chosen task, and is over, is chosen too
   */
  static Set<UUID> chosen(List<Task> below, Task task, List<Task> tree, boolean cascade) {
    Set<UUID> chosen = new HashSet<>(Set.of(task.id()));
    for (Task each : below) {
      if (each.status() != TaskStatus.COMPLETED) {
        chosen.add(each.id());
      }
    }
    return cascade ? withFinishedDependents(chosen, tree) : chosen;
  }

  private static Set<UUID> withFinishedDependents(Set<UUID> chosen, List<Task> tree) {
    Map<UUID, List<Task>> dependents = new HashMap<>();
    for (Task task : tree) {
      for (TaskDependency dependency : task.dependencies()) {
        dependents.computeIfAbsent(dependency.id(), id -> new ArrayList<>()).add(task);
      }
    }
    Set<UUID> found = new HashSet<>(chosen);
    Deque<UUID> open = new ArrayDeque<>(chosen);
    while (!open.isEmpty()) {
      for (Task task : dependents.getOrDefault(open.pop(), List.of())) {
        if (task.status().isTerminal() && found.add(task.id())) {
          open.push(task.id());
        }
      }
    }
    return found;
  }
}
