package org.espalier.engine.run;

import java.util.ArrayList;
import java.util.List;
import org.espalier.json.Excerpt;
import org.espalier.tree.TaskStatus;

/** Says in a sentence why a run did not complete. Stateless. */
final class RunSummary {
  /** The sentence for what a user cancelled: a run, a task, an attempt. */
  static final String CANCELLED = "Cancelled by user";

  private static final int MAX_ERROR = 300;

  private RunSummary() {}

  /**
   * The sentence for a run that failed: how many tasks failed and what happened to the first one,
   * how many were cancelled, and how many could not start because of that.
   */
  static String ofFailure(List<RunTask> tasks) {
    int[] counts = new int[TaskStatus.values().length];
    RunTask first = null;
    for (RunTask task : tasks) {
      if (task.inRun) {
        counts[task.status.ordinal()]++;
        first = first == null && task.status == TaskStatus.FAILED ? task : first;
      }
    }
    List<String> sentences = new ArrayList<>();
    if (first != null) {
      sentences.add(ended(failed(first, counts[TaskStatus.FAILED.ordinal()])));
    }
    int cancelled = counts[TaskStatus.CANCELLED.ordinal()];
    if (cancelled > 0) {
      sentences.add(tasks(cancelled) + (cancelled == 1 ? " was" : " were") + " cancelled.");
    }
    int left = counts[TaskStatus.PENDING.ordinal()] + counts[TaskStatus.IN_PROGRESS.ordinal()];
    if (left > 0) {
      sentences.add(
          tasks(left) + " could not start, because a required dependency did not complete.");
    }
    return String.join(" ", sentences);
  }

  private static String failed(RunTask first, int count) {
    return count == 1
        ? "Task '%s' failed: %s".formatted(first.name, error(first))
        : "%d tasks failed; the first, '%s': %s".formatted(count, first.name, error(first));
  }

  /**
   * The sentence for a task that could not start.
   *
   * @param culprit the task that is why: one that did not complete, or that the run leaves out
   */
  static String ofUnreached(RunTask culprit) {
    String why =
        switch (culprit.status) {
          case FAILED -> "failed: " + error(culprit);
          case CANCELLED -> "was cancelled: " + error(culprit);
          case PENDING, IN_PROGRESS, COMPLETED -> "is not part of this run.";
        };
    return ended("It could not start, because '%s' %s".formatted(culprit.name, why));
  }

  private static String tasks(int count) {
    return count + (count == 1 ? " task" : " tasks");
  }

  private static String error(RunTask task) {
    return Excerpt.of(task.error == null ? "" : task.error, MAX_ERROR);
  }

  private static String ended(String text) {
    return text.matches("(?s).*[.!?]") ? text : text + ".";
  }
}
