package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.run.RunTask.OpenAttempt;

/**
 * What running attempts report of their progress. Of each attempt only the latest report is noted,
 * and that once in a while, however often it comes. Owned by one {@link RunState}; not thread-safe.
 */
final class ProgressReports {
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final TaskTally tally;
  private final UnwrittenChanges unwritten;

  /** Tasks with a report that was not noted yet. */
  private final List<RunTask> reported = new ArrayList<>();

  ProgressReports(TaskTally tally, UnwrittenChanges unwritten) {
    this.tally = tally;
    this.unwritten = unwritten;
  }

  /**
   * The task's open attempt reports.
   *
   * @param progress from 0 to 1; cut to that
   */
  void add(RunTask task, OpenAttempt attempt, double progress, String message) {
    attempt.progress = Math.max(0, Math.min(1, progress));
    attempt.message = message;
    if (attempt.progressNoted) {
      attempt.progressNoted = false;
      reported.add(task);
    }
  }

  /** Notes the reports that are due, and forgets those of attempts that are over. */
  void note(Instant now) {
    for (int i = reported.size() - 1; i >= 0; i--) {
      RunTask task = reported.get(i);
      OpenAttempt attempt = task.open;
      if (attempt == null || attempt.progressNoted) {
        reported.remove(i);
      } else if (attempt.startNoted && !dueAt(attempt).isAfter(now)) {
        note(task, attempt, now);
        reported.remove(i);
      }
    }
  }

  private void note(RunTask task, OpenAttempt attempt, Instant now) {
    attempt.progressNoted = true;
    attempt.progressAt = now;
    tally.setProgress(task, attempt.progress);
    unwritten.touch(task);
    unwritten.taskProgressed(task, attempt.message, now);
    unwritten.writeNow();
  }

  /** When the next report is to be noted. One whose attempt's start is not noted waits for that. */
  Optional<Instant> nextDue() {
    Instant next = null;
    for (RunTask task : reported) {
      if (task.open != null && task.open.startNoted) {
        Instant due = dueAt(task.open);
        next = next == null || due.isBefore(next) ? due : next;
      }
    }
    return Optional.ofNullable(next);
  }

  private static Instant dueAt(OpenAttempt attempt) {
    return attempt.progressAt.plus(INTERVAL);
  }
}
