package org.espalier.engine.run;

import java.time.Instant;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.run.RunTask.OpenAttempt;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.jspecify.annotations.Nullable;

/**
 * Makes the row of an attempt: the status, the kind of error and whether a retry can help, for each
 * way an attempt can go. Stateless; used by whoever notes an attempt's beginning or end.
 */
final class AttemptRows {
  private AttemptRows() {}

  static AttemptRow began(RunTask task, OpenAttempt attempt, Instant at) {
    return new AttemptRow(
        task.id,
        attempt.assignment.number(),
        true,
        AttemptStatus.IN_PROGRESS,
        at,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The row of an attempt that goes on without a thread. */
  static AttemptRow parked(RunTask task, OpenAttempt attempt, AttemptReport report) {
    return new AttemptRow(
        task.id,
        attempt.assignment.number(),
        !attempt.stored,
        AttemptStatus.IN_PROGRESS,
        report.startedAt(),
        null,
        report.inputs(),
        null,
        null,
        null,
        null);
  }

  static AttemptRow parkedCompleted(RunTask task, Instant startedAt, Instant now) {
    return last(task, AttemptStatus.COMPLETED, startedAt, now, task.parked, null, null, null);
  }

  /** The row of a parked attempt whose question was decided. */
  static AttemptRow decided(
      RunTask task, Instant startedAt, Instant now, ExecutionOutcome outcome, String result) {
    return outcome instanceof Failed failed
        ? failed(task, startedAt, now, result, failed)
        : last(task, AttemptStatus.COMPLETED, startedAt, now, result, null, null, null);
  }

  static AttemptRow parkedCancelled(RunTask task, Instant startedAt, Instant now, String why) {
    return last(task, AttemptStatus.CANCELLED, startedAt, now, null, why, "cancelled", false);
  }

  static AttemptRow parkedFailed(RunTask task, Instant startedAt, Instant now, Failed failure) {
    return failed(task, startedAt, now, null, failure);
  }

  /** The row of an attempt that a pause or a shutdown stopped after its executor had returned. */
  static AttemptRow parkedInterrupted(RunTask task, Instant startedAt, Instant now, String why) {
    return last(
        task, AttemptStatus.LOST, startedAt, now, null, why, "interrupted", !task.atMostOnce);
  }

  static AttemptRow completed(RunTask task, OpenAttempt attempt, AttemptReport report) {
    return reported(task, attempt, report, AttemptStatus.COMPLETED, null, null, null);
  }

  static AttemptRow failed(
      RunTask task, OpenAttempt attempt, AttemptReport report, Failed failure) {
    return reported(
        task,
        attempt,
        report,
        AttemptStatus.FAILED,
        failure.message(),
        failure.kind(),
        failure.retryable());
  }

  static AttemptRow interrupted(
      RunTask task, OpenAttempt attempt, AttemptReport report, String why) {
    return reported(
        task, attempt, report, AttemptStatus.LOST, why, "interrupted", !task.atMostOnce);
  }

  static AttemptRow withdrawn(RunTask task, OpenAttempt attempt, Instant startedAt, Instant now) {
    String why = "The attempt was taken back before its executor was entered.";
    return reported(
        task,
        attempt,
        withoutReport(startedAt, now, why),
        AttemptStatus.CANCELLED,
        why,
        "withdrawn",
        true);
  }

  static AttemptRow cancelled(
      RunTask task, OpenAttempt attempt, Instant startedAt, Instant now, String why) {
    return reported(
        task,
        attempt,
        withoutReport(startedAt, now, why),
        AttemptStatus.CANCELLED,
        why,
        "cancelled",
        false);
  }

  /** The row of the task's last attempt, which was open when its node died. */
  static AttemptRow nodeLost(
      RunTask task, Instant startedAt, Instant now, String why, boolean retryable) {
    return last(task, AttemptStatus.LOST, startedAt, now, null, why, "node_lost", retryable);
  }

  /** The row of an attempt whose effect was found committed after its node had died. */
  static AttemptRow foundDone(
      RunTask task, boolean isNew, Instant startedAt, Instant now, String result) {
    return new AttemptRow(
        task.id,
        task.attempts,
        isNew,
        AttemptStatus.COMPLETED,
        startedAt,
        now,
        null,
        result,
        null,
        null,
        null);
  }

  private static AttemptRow failed(
      RunTask task, Instant startedAt, Instant now, @Nullable String result, Failed failure) {
    return last(
        task,
        AttemptStatus.FAILED,
        startedAt,
        now,
        result,
        failure.message(),
        failure.kind(),
        failure.retryable());
  }

  /** The row of the task's last attempt, which is on record and has no thread here. */
  private static AttemptRow last(
      RunTask task,
      AttemptStatus status,
      Instant startedAt,
      Instant now,
      @Nullable String result,
      @Nullable String error,
      @Nullable String errorKind,
      @Nullable Boolean retryable) {
    return new AttemptRow(
        task.id,
        task.attempts,
        false,
        status,
        startedAt,
        now,
        null,
        result,
        error,
        errorKind,
        retryable);
  }

  private static AttemptReport withoutReport(Instant startedAt, Instant endedAt, String why) {
    return new AttemptReport(startedAt, endedAt, null, new ExecutionOutcome.Cancelled(why), null);
  }

  private static AttemptRow reported(
      RunTask task,
      OpenAttempt attempt,
      AttemptReport report,
      AttemptStatus status,
      @Nullable String error,
      @Nullable String errorKind,
      @Nullable Boolean retryable) {
    return new AttemptRow(
        task.id,
        attempt.assignment.number(),
        !attempt.stored,
        status,
        report.startedAt(),
        report.endedAt(),
        report.inputs(),
        report.resultText(),
        error,
        errorKind,
        retryable);
  }
}
