package org.espalier.engine.run;

import java.util.List;
import org.espalier.tree.TaskStatus;

/**
 * How many tasks of a run have which status, and how far the tasks are on average; kept up change
 * by change, so that asking costs nothing. For that, a task's status and progress change only
 * through here. Owned by one {@link RunState}; not thread-safe.
 */
final class TaskTally {
  private final int[] counts = new int[TaskStatus.values().length];
  private int total;
  private double progressSum;

  /** Takes the tasks as they are; those that are only depended on have progress but no count. */
  TaskTally(List<RunTask> tasks) {
    this.total = tasks.size();
    for (RunTask task : tasks) {
      progressSum += task.progress;
      if (task.inRun) {
        counts[task.status.ordinal()]++;
      }
    }
  }

  /** A task that was made since. */
  void add(RunTask task) {
    total++;
    progressSum += task.progress;
    counts[task.status.ordinal()]++;
  }

  /** A task of the run that is to be deleted. */
  void remove(RunTask task) {
    total--;
    progressSum -= task.progress;
    if (task.inRun) {
      counts[task.status.ordinal()]--;
    }
  }

  void become(RunTask task, TaskStatus next) {
    counts[task.status.ordinal()]--;
    task.become(next);
    counts[next.ordinal()]++;
  }

  void setProgress(RunTask task, double progress) {
    progressSum += progress - task.progress;
    task.progress = progress;
  }

  /** The mean progress of the tasks, from 0 to 1; that of no tasks is 1. */
  double progress() {
    double mean = total == 0 ? 1 : progressSum / total;
    return Math.max(0, Math.min(1, Math.round(mean * 1e9) / 1e9));
  }

  /** Tasks of the run by {@link TaskStatus#ordinal()}; the caller's own. */
  int[] counts() {
    return counts.clone();
  }

  boolean isAllCompleted() {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return counts[TaskStatus.COMPLETED.ordinal()] == sum;
  }
}
