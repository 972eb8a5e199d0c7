package org.espalier.engine.run;

import java.time.Instant;
import java.util.Objects;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.ParkedQuestion;
import org.espalier.engine.run.RunTask.OpenAttempt;
import org.espalier.executor.Question;

/**
 * The attempts of a run that go on without a thread, each until its time or until a person has
 * decided. Such an attempt stays in progress, and so does its task; time and result are in the
 * task's row, the question is in one of its own, so that the next owner of the run takes it up
 * where it is. Owned by one {@link RunState}; not thread-safe.
 */
final class ParkedAttempts {
  private final RunTasks tasks;
  private final TaskTransitions transitions;
  private final UnwrittenChanges unwritten;

  ParkedAttempts(RunTasks tasks, TaskTransitions transitions, UnwrittenChanges unwritten) {
    this.tasks = tasks;
    this.transitions = transitions;
    this.unwritten = unwritten;
  }

  /** The attempt, whose executor has returned, goes on until then. */
  void park(RunTask task, OpenAttempt attempt, AttemptReport report, Instant until) {
    unwritten.attempt(AttemptRows.parked(task, attempt, report));
    transitions.park(task, until, report.resultText());
  }

  /** The attempt, whose executor has returned, goes on until somebody has decided. */
  void ask(RunTask task, OpenAttempt attempt, AttemptReport report, Question question) {
    unwritten.attempt(AttemptRows.parked(task, attempt, report));
    transitions.ask(task, unwritten.asked(task, question, report.endedAt()));
  }

  /** Those whose time has come complete, at whatever time that is noticed. */
  void completeDue(Instant now) {
    for (RunTask task : tasks.takeDueParked(now)) {
      unwritten.attemptEnded(task, AttemptRows.parkedCompleted(task, startedAt(task), now));
      transitions.completeParked(task, now);
      unwritten.writeNow();
    }
  }

  void cancel(RunTask task, String why, Instant now) {
    if (ParkedQuestion.isIn(task.parked, task.retryAt)) {
      unwritten.answered(task);
    }
    unwritten.attemptEnded(task, AttemptRows.parkedCancelled(task, startedAt(task), now, why));
  }

  static Instant startedAt(RunTask task) {
    return Objects.requireNonNull(task.startedAt);
  }
}
