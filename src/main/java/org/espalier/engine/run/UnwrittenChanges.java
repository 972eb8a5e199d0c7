package org.espalier.engine.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.ApprovalRow;
import org.espalier.engine.message.RunChanges.ApprovalRow.Answered;
import org.espalier.engine.message.RunChanges.ApprovalRow.Asked;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.message.RunTurn;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.event.TaskEvent.RunChanged;
import org.espalier.event.TaskEvent.TaskAsked;
import org.espalier.event.TaskEvent.TaskEnded;
import org.espalier.event.TaskEvent.TaskOutput;
import org.espalier.event.TaskEvent.TaskProgressed;
import org.espalier.event.TaskEvent.TaskRetrying;
import org.espalier.event.TaskEvent.TaskStarted;
import org.espalier.event.TaskEvent.Where;
import org.espalier.event.TaskEvent.Which;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is to be written and done, and by when, between two writes of one run. Knows the
 * form of rows and events, and decides nothing. Owned by one {@link RunState}; not thread-safe.
 */
final class UnwrittenChanges {
  private final UUID runId;
  private final UUID treeId;
  private final String node;
  private List<RunTask> changed = new ArrayList<>();
  private List<AttemptRow> attempts = new ArrayList<>();
  private List<ApprovalRow> approvals = new ArrayList<>();
  private List<TaskEvent> events = new ArrayList<>();
  private List<Task> made = new ArrayList<>(0);
  private List<UUID> removed = new ArrayList<>(0);
  private List<RunTurn.Stop> stops = new ArrayList<>();

  private @Nullable Instant writeBy;

  UnwrittenChanges(UUID runId, UUID treeId, String node) {
    this.runId = runId;
    this.treeId = treeId;
    this.node = node;
  }

  /** The task's row is to be written; noted once however often it changes. */
  void touch(RunTask task) {
    if (!task.changed) {
      task.changed = true;
      changed.add(task);
    }
  }

  /** These tasks are new. */
  void tasksMade(List<Task> more) {
    made.addAll(more);
  }

  /** This task is to be deleted. */
  void taskRemoved(UUID id) {
    removed.add(id);
  }

  void runChanged(
      RunChange change, RunStatus status, double progress, Optional<String> error, Instant at) {
    events.add(new RunChanged(where(at), change, status, progress, node, error));
  }

  void taskStarted(RunTask task, Instant at) {
    events.add(new TaskStarted(where(at), which(task)));
  }

  void taskProgressed(RunTask task, String message, Instant at) {
    events.add(new TaskProgressed(where(at), which(task), task.progress, message));
  }

  void taskOutput(RunTask task, String stream, String text, Instant at) {
    events.add(new TaskOutput(where(at), which(task), task.progress, stream, text));
  }

  void taskRetrying(RunTask task, String error, Instant retryAt, Instant at) {
    events.add(new TaskRetrying(where(at), which(task), error, retryAt));
  }

  void taskEnded(RunTask task, Instant at) {
    events.add(
        new TaskEnded(
            where(at), which(task), task.status, task.progress, Optional.ofNullable(task.error)));
  }

  /** An attempt that goes on gets its row. */
  void attemptBegan(RunTask task, RunTask.OpenAttempt open, Instant startedAt) {
    attempts.add(AttemptRows.began(task, open, startedAt));
    open.stored = true;
  }

  /** The end of an attempt whose beginning may be unwritten yet: then one row says both. */
  void attemptEnded(RunTask task, AttemptRow end) {
    if (!task.changed) {
      attempts.add(end);
      return;
    }
    for (int i = attempts.size() - 1; i >= 0; i--) {
      AttemptRow begun = attempts.get(i);
      if (begun.taskId().equals(end.taskId()) && begun.number() == end.number()) {
        attempts.set(i, end.after(begun));
        return;
      }
    }
    attempts.add(end);
  }

  /** A question is put by the task's last attempt; its id. */
  UUID asked(RunTask task, Question question, Instant at) {
    UUID id = approvalId(task);
    Instant deadline = question.deadline().orElse(null);
    String text = Json.write(question.toJson());
    approvals.add(new Asked(id, task.id, task.attempts, ApprovalStatus.OPEN, text, at, deadline));
    events.add(
        new TaskAsked(
            where(at), which(task), task.progress, id, question.title(), question.deadline()));
    return id;
  }

  /** The same whoever works it out. */
  private UUID approvalId(RunTask task) {
    String name = "approval " + runId + " " + task.id + " " + task.attempts;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
  }

  /** Nobody waits for the answer to the task's question any more; it may be unwritten yet. */
  void answered(RunTask task) {
    for (int i = 0; i < approvals.size(); i++) {
      if (approvals.get(i) instanceof Asked asked && asked.taskId().equals(task.id)) {
        approvals.set(i, asked.withdrawn());
        return;
      }
    }
    approvals.add(new Answered(task.id, task.attempts));
  }

  void attempt(AttemptRow row) {
    attempts.add(row);
  }

  void stop(Assignment attempt, CancellationReason reason) {
    stops.add(new RunTurn.Stop(attempt, reason));
  }

  List<RunTurn.Stop> takeStops() {
    List<RunTurn.Stop> taken = stops;
    stops = new ArrayList<>();
    return taken;
  }

  void writeNow() {
    writeBy = Instant.MIN;
  }

  void writeWithin(Duration delay, Instant now) {
    Instant by = now.plus(delay);
    writeBy = writeBy == null || by.isBefore(writeBy) ? by : writeBy;
  }

  /** When what was gathered is to be written; empty when it need not be yet. */
  Optional<Instant> writeBy() {
    return Optional.ofNullable(writeBy);
  }

  boolean isWriteDue(Instant now) {
    return writeBy != null && !writeBy.isAfter(now);
  }

  /** The rows and events gathered, as one write; gathering begins anew. */
  RunChanges take(long epoch, long revision, RunChanges.RunRow run) {
    List<TaskRow> rows = new ArrayList<>(changed.size());
    for (RunTask task : changed) {
      if (!task.isRemoved) {
        rows.add(row(task));
      }
      task.written();
    }
    RunChanges changes =
        new RunChanges(
            runId, treeId, epoch, revision, run, rows, attempts, approvals, events, made, removed);
    writeBy = null;
    changed = new ArrayList<>();
    attempts = new ArrayList<>();
    approvals = new ArrayList<>();
    events = new ArrayList<>();
    made = new ArrayList<>(0);
    removed = new ArrayList<>(0);
    return changes;
  }

  private static TaskRow row(RunTask task) {
    return new TaskRow(
        task.id,
        task.stored,
        task.status,
        task.progress,
        task.status == TaskStatus.COMPLETED ? task.resultText : null,
        task.error,
        task.attemptsOnRecord(),
        task.retryAt,
        task.parked,
        task.startedAt,
        task.completedAt);
  }

  private Where where(Instant at) {
    return new Where(runId, treeId, at);
  }

  private static Which which(RunTask task) {
    return new Which(task.id, task.name, task.attempts);
  }
}
