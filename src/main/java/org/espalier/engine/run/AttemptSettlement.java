package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.Decision;
import org.espalier.engine.retry.RetryDecision;
import org.espalier.engine.run.RunTask.OpenAttempt;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.json.Json;

/**
 * What the end of an attempt means for its task: that it is over, is retried later, or may start
 * once more. Told of attempts that are no longer open. Owned by one {@link RunState}; not
 * thread-safe.
 */
final class AttemptSettlement {
  private final RunTasks tasks;
  private final TaskTransitions transitions;
  private final OutputReports output;
  private final ParkedAttempts parking;
  private final Expansions expansions;
  private final UnwrittenChanges unwritten;
  private final RandomGenerator random;

  AttemptSettlement(
      RunTasks tasks,
      TaskTransitions transitions,
      OutputReports output,
      ParkedAttempts parking,
      Expansions expansions,
      UnwrittenChanges unwritten,
      RandomGenerator random) {
    this.tasks = tasks;
    this.transitions = transitions;
    this.output = output;
    this.parking = parking;
    this.expansions = expansions;
    this.unwritten = unwritten;
    this.random = random;
  }

  /** The attempt's executor was entered and is done. */
  void ended(RunTask task, OpenAttempt attempt, AttemptReport report, Instant now) {
    attempt.startedAt = report.startedAt();
    transitions.start(task, attempt);
    output.flush(task, attempt, now);
    ExecutionOutcome outcome = report.outcome();
    if (outcome instanceof ExecutionOutcome.Succeeded succeeded) {
      unwritten.attempt(AttemptRows.completed(task, attempt, report));
      transitions.complete(task, succeeded, report.resultText(), report.endedAt());
    } else if (outcome instanceof ExecutionOutcome.Parked parked) {
      parking.park(task, attempt, report, parked.until());
    } else if (outcome instanceof ExecutionOutcome.Asked asked) {
      parking.ask(task, attempt, report, asked.question());
    } else if (outcome instanceof ExecutionOutcome.Expanded) {
      unwritten.attempt(AttemptRows.parked(task, attempt, report));
      expansions.begin(task, Objects.requireNonNull(report.elements()));
    } else if (outcome instanceof ExecutionOutcome.Failed failed) {
      failed(task, attempt, report, failed, now);
    } else {
      interrupted(task, attempt, report);
    }
    unwritten.writeNow();
  }

  private void failed(
      RunTask task,
      OpenAttempt attempt,
      AttemptReport report,
      ExecutionOutcome.Failed failure,
      Instant now) {
    unwritten.attempt(AttemptRows.failed(task, attempt, report, failure));
    failed(task, failure, report.endedAt(), now);
  }

  private void failed(RunTask task, ExecutionOutcome.Failed failure, Instant endedAt, Instant now) {
    task.failures++;
    Optional<Duration> pause = RetryDecision.delay(task.retry, task.failures, failure, random);
    if (pause.isEmpty() || task.atMostOnce) {
      transitions.fail(task, failure.message(), endedAt);
    } else {
      transitions.retry(task, failure.message(), now.plus(pause.get()), now);
    }
  }

  /** Somebody has decided what the task's parked attempt waits for. */
  void decided(RunTask task, Decision decision, Instant now) {
    String result = Json.write(decision.result());
    ExecutionOutcome outcome = decision.outcome();
    unwritten.attemptEnded(
        task, AttemptRows.decided(task, ParkedAttempts.startedAt(task), now, outcome, result));
    unwritten.answered(task);
    if (outcome instanceof ExecutionOutcome.Failed failure) {
      failed(task, failure, now, now);
    } else {
      transitions.complete(task, new ExecutionOutcome.Succeeded(decision.result()), result, now);
    }
    unwritten.writeNow();
  }

  /**
   * The attempt stopped because it was asked to, and not by a cancel: it is made again when the run
   * goes on.
   */
  private void interrupted(RunTask task, OpenAttempt attempt, AttemptReport report) {
    String why = "The attempt was stopped by a pause or a shutdown before it ended.";
    unwritten.attempt(AttemptRows.interrupted(task, attempt, report, why));
    if (task.atMostOnce) {
      transitions.fail(
          task,
          why + " Whether it had its effect is in doubt, and the task is at_most_once.",
          report.endedAt());
    } else {
      transitions.backToPending(task);
      tasks.offerAgain(task);
    }
  }

  /**
   * The attempt was taken back before its executor was entered: it never was, unless its start is
   * on record already, as that of an at_most_once task is.
   */
  void withdrawn(RunTask task, OpenAttempt attempt, Instant now) {
    if (attempt.stored) {
      Instant startedAt = attempt.startedAt == null ? now : attempt.startedAt;
      unwritten.attempt(AttemptRows.withdrawn(task, attempt, startedAt, now));
      transitions.backToPending(task);
      unwritten.writeNow();
    } else {
      task.attempts--;
    }
    tasks.offerAgain(task);
  }

  /** The attempt is given up, because its task is cancelled; it never was unless it started. */
  void cancelled(RunTask task, OpenAttempt attempt, String why, Instant now) {
    if (attempt.startedAt != null) {
      transitions.start(task, attempt);
      output.flush(task, attempt, now);
      unwritten.attempt(AttemptRows.cancelled(task, attempt, attempt.startedAt, now, why));
    } else {
      task.attempts--;
    }
  }
}
