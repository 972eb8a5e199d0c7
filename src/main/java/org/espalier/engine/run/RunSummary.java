package org.espalier.engine.run;

import java.util.List;
import org.espalier.tree.TaskStatus;

/** Says in a sentence why a run did not complete. Stateless. */
final class RunSummary {
  /** The sentence for what a user cancelled: a run, a task, an attempt. */
  static final String CANCELLED = "Cancelled by user";

  private static final int MAX_ERROR = 300;

  private RunSummary() {}

  /** The sentence for a run that failed: how many tasks, and what happened to the first one. */
  static String ofFailure(List<RunTask> tasks) {
    int failed = 0;
    int left = 0;
    RunTask first = null;
    for (RunTask task : tasks) {
      if (!task.inRun) {
        continue;
      }
      if (task.status == TaskStatus.FAILED) {
        failed++;
        first = first == null ? task : first;
      } else if (task.status != TaskStatus.COMPLETED) {
        left++;
      }
    }
    StringBuilder text = new StringBuilder();
    if (first != null) {
      text.append(failed == 1 ? "Task" : failed + " tasks failed; the first,")
          .append(" '")
          .append(first.name)
          .append(failed == 1 ? "' failed: " : "': ")
          .append(cut(first.error == null ? "" : first.error));
    }
    if (left > 0) {
      text.append(text.isEmpty() ? "" : endsASentence(text) ? " " : ". ")
          .append(left)
          .append(left == 1 ? " task" : " tasks")
          .append(" could not start, because a required dependency did not complete.");
    }
    return text.toString();
  }

  private static boolean endsASentence(StringBuilder text) {
    return ".!?".indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  private static String cut(String text) {
    return text.length() <= MAX_ERROR
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_ERROR - 10)) + "...";
  }
}
