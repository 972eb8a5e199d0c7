package org.espalier.engine.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.espalier.engine.message.ParkedQuestion;
import org.espalier.engine.run.RunTask.OpenAttempt;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.json.Json;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The ways a task of a run goes from one status to another, by the steps the protocol allows. Each
 * keeps the tally, what is ready, and what is unwritten in step. Owned by one {@link RunState}; not
 * thread-safe.
 */
final class TaskTransitions {
  private final RunTasks tasks;
  private final TaskTally tally;
  private final UnwrittenChanges unwritten;

  TaskTransitions(RunTasks tasks, TaskTally tally, UnwrittenChanges unwritten) {
    this.tasks = tasks;
    this.tally = tally;
    this.unwritten = unwritten;
  }

  /**
   * The task is in progress since its attempt started; nothing if it did not, or if it is noted.
   */
  void start(RunTask task, OpenAttempt attempt) {
    if (attempt.startNoted || attempt.startedAt == null) {
      return;
    }
    attempt.startNoted = true;
    task.error = null;
    task.startedAt = attempt.startedAt;
    become(task, TaskStatus.IN_PROGRESS);
    unwritten.taskStarted(task, attempt.startedAt);
  }

  void complete(
      RunTask task, ExecutionOutcome.Succeeded outcome, @Nullable String resultText, Instant at) {
    if (task.status == TaskStatus.PENDING) {
      become(task, TaskStatus.IN_PROGRESS);
    }
    task.complete(outcome.result(), resultText);
    settle(task, TaskStatus.COMPLETED, null, at);
  }

  /** The task is not to be run: it is completed without an attempt. */
  void skip(RunTask task, Instant at) {
    become(task, TaskStatus.IN_PROGRESS);
    ObjectNode result = Json.object().put("skipped", true);
    task.complete(result, Json.write(result));
    settle(task, TaskStatus.COMPLETED, null, at);
  }

  void fail(RunTask task, String error, Instant at) {
    if (task.status == TaskStatus.PENDING) {
      become(task, TaskStatus.IN_PROGRESS);
    }
    settle(task, TaskStatus.FAILED, error, at);
  }

  void cancel(RunTask task, String why, Instant at) {
    settle(task, TaskStatus.CANCELLED, why, at);
  }

  /** The parked attempt is over; it has its result since it was parked. */
  void completeParked(RunTask task, Instant at) {
    task.complete(null, task.parked);
    settle(task, TaskStatus.COMPLETED, null, at);
  }

  /** The task stays in progress, and its attempt needs nothing until then. */
  void park(RunTask task, Instant until, @Nullable String resultText) {
    task.retryAt = until;
    task.parked = resultText;
    unwritten.touch(task);
    tasks.awaitParked(task);
  }

  /** The task stays in progress, and its attempt needs nothing until somebody decides. */
  void ask(RunTask task, UUID approvalId) {
    task.parked = ParkedQuestion.text(approvalId);
    unwritten.touch(task);
    tasks.awaitDecision(task);
  }

  private void settle(RunTask task, TaskStatus end, @Nullable String error, Instant at) {
    become(task, end);
    task.retryAt = null;
    task.parked = null;
    task.error = error;
    task.completedAt = at;
    if (end == TaskStatus.COMPLETED) {
      tally.setProgress(task, 1);
    }
    unwritten.taskEnded(task, at);
    tasks.settle(task);
  }

  /** The task failed, and goes back to pending until its retry. */
  void retry(RunTask task, String error, Instant retryAt, Instant now) {
    backToPending(task);
    task.parked = null;
    task.retryAt = retryAt;
    tasks.awaitRetry(task);
    unwritten.taskRetrying(task, error, retryAt, now);
  }

  /** Through {@code failed}, as the protocol has it, in one step. */
  void backToPending(RunTask task) {
    if (task.status == TaskStatus.IN_PROGRESS) {
      become(task, TaskStatus.FAILED);
      become(task, TaskStatus.PENDING);
      tally.setProgress(task, 0);
      task.startedAt = null;
    }
  }

  private void become(RunTask task, TaskStatus next) {
    tally.become(task, next);
    unwritten.touch(task);
  }
}
