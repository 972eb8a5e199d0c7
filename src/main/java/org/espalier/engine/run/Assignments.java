package org.espalier.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.executor.CancellationToken;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Assignment} of a task's next attempt: what the attempt is given, and whom it
 * tells. Owned by one {@link RunState}; not thread-safe, as results are read lazily.
 */
final class Assignments {
  private final ClaimedRun claimed;
  private final RunTasks tasks;
  private final Assignment.AttemptListener listener;

  Assignments(ClaimedRun claimed, RunTasks tasks, Assignment.AttemptListener listener) {
    this.claimed = claimed;
    this.tasks = tasks;
    this.listener = listener;
  }

  /** The attempt with the number {@link RunTask#attempts}. */
  Assignment of(RunTask task) {
    return new Assignment(
        claimed.id(),
        claimed.treeId(),
        claimed.epoch(),
        task.id,
        task.name,
        task.place,
        task.attempts,
        task.executor,
        task.priority,
        task.inputs,
        Optional.ofNullable(claimed.inputs().get(task.id)),
        task.params,
        task.inputSchema,
        dependencyResults(task),
        task.timeout,
        new CancellationToken(),
        listener,
        claimed.options(),
        task.isElement());
  }

  /** What became of the tasks it depends on, in its order. */
  List<DependencyResult> dependencyResults(RunTask task) {
    if (task.isElement()) {
      return List.of();
    }
    int[] dependencies = tasks.dependencies(task);
    List<DependencyResult> results = new ArrayList<>(dependencies.length);
    for (int dependency : dependencies) {
      RunTask from = tasks.at(dependency);
      results.add(
          new DependencyResult(
              from.id,
              from.key,
              from.name,
              from.status,
              from.status == TaskStatus.COMPLETED ? from.result() : null,
              error(from)));
    }
    return results;
  }

  private @Nullable String error(RunTask from) {
    return switch (from.status) {
      case FAILED, CANCELLED -> from.error;
      case COMPLETED -> null;
      case PENDING, IN_PROGRESS -> RunSummary.ofUnreached(tasks.culprit(from).orElse(from));
    };
  }
}
