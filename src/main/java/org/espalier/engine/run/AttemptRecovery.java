package org.espalier.engine.run;

import java.time.Instant;
import org.espalier.engine.message.ClaimedRun.AttemptHistory;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.ParkedQuestion;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/**
 * Takes up the tasks of a run where an earlier owner left them: an attempt that is still open is
 * closed as lost, unless it is parked; a retry is waited for. Made by a {@link RunState} that
 * begins, used once for each unfinished task, and dropped; not thread-safe.
 */
final class AttemptRecovery {
  private final int maxLostAttempts;
  private final RunTasks tasks;
  private final TaskTransitions transitions;
  private final UnwrittenChanges unwritten;
  private final Expansions expansions;

  AttemptRecovery(
      int maxLostAttempts,
      RunTasks tasks,
      TaskTransitions transitions,
      UnwrittenChanges unwritten,
      Expansions expansions) {
    this.expansions = expansions;
    this.maxLostAttempts = maxLostAttempts;
    this.tasks = tasks;
    this.transitions = transitions;
    this.unwritten = unwritten;
  }

  void takeUp(RunTask task, AttemptHistory history, Instant now) {
    task.failures = history.failures();
    task.losses = history.losses();
    if (history.effect().isPresent()) {
      complete(task, history, history.effect().get(), now);
    } else if (task.parked != null && ElementRules.areIn(task.parked)) {
      takeUpElements(task, history, now);
    } else if (task.parked != null) {
      tasks.retract(task);
      awaitParked(task);
    } else if (history.openStartedAt().isPresent()) {
      closeLost(task, history.openStartedAt().get(), now);
    } else if (task.retryAt != null) {
      tasks.retract(task);
      tasks.awaitRetry(task);
    } else {
      transitions.backToPending(task);
    }
  }

  private void awaitParked(RunTask task) {
    if (ParkedQuestion.isIn(task.parked, task.retryAt)) {
      tasks.awaitDecision(task);
    } else {
      tasks.awaitParked(task);
    }
  }

  /** Somebody may have deleted tasks it made while nobody ran it: then they are made again. */
  private void takeUpElements(RunTask task, AttemptHistory history, Instant now) {
    if (!expansions.takeUp(task)) {
      task.parked = null;
      closeLost(task, history.openStartedAt().orElse(now), now);
    }
  }

  /** The task has had its effect, in a transaction of its own, and the node died before it knew. */
  private void complete(RunTask task, AttemptHistory history, String result, Instant now) {
    boolean isOpen = history.openStartedAt().isPresent();
    if (!isOpen) {
      task.attempts++;
    }
    Instant startedAt = history.openStartedAt().orElse(now);
    unwritten.attempt(AttemptRows.foundDone(task, !isOpen, startedAt, now, result));
    tasks.retract(task);
    task.startedAt = startedAt;
    task.retryAt = null;
    transitions.complete(task, new Succeeded(Json.readObject(result)), result, now);
    unwritten.writeNow();
  }

  private void closeLost(RunTask task, Instant startedAt, Instant now) {
    task.losses++;
    boolean inDoubt = task.atMostOnce;
    String why =
        inDoubt
            ? "The node died during the attempt; whether it had its effect is in doubt, and the task is at_most_once."
            : "The node died during the attempt.";
    boolean isLast = task.losses >= maxLostAttempts;
    unwritten.attempt(AttemptRows.nodeLost(task, startedAt, now, why, !inDoubt && !isLast));
    if (inDoubt) {
      giveUp(task, why, now);
    } else if (isLast) {
      giveUp(
          task,
          "The task lost its node in %d attempts; it may be what kills them."
              .formatted(task.losses),
          now);
    } else {
      transitions.backToPending(task);
    }
    unwritten.writeNow();
  }

  private void giveUp(RunTask task, String why, Instant now) {
    tasks.retract(task);
    transitions.fail(task, why, now);
  }
}
