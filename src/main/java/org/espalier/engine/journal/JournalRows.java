package org.espalier.engine.journal;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.database.ColumnArrays;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.ApprovalRow;
import org.espalier.engine.message.RunChanges.ApprovalRow.Asked;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.event.EventLog;
import org.espalier.tree.Task;
import org.espalier.tree.TaskColumn;
import org.espalier.tree.TaskStatus;

/**
 * The rows of a write as arrays, in the order of columns in which {@link OneTripRunJournal} reads
 * them. Not thread-safe.
 */
final class JournalRows {
  static final ColumnArrays.Columns RUN =
      ColumnArrays.columns(
          "uuid int8 int8 text bool bool text text timestamptz timestamptz timestamptz"
              + " int4 int4 int4 int4 int4 float8 text");
  static final ColumnArrays.Columns TASK =
      ColumnArrays.columns(
          "uuid uuid text text float8 text text int4 timestamptz text timestamptz timestamptz");
  static final ColumnArrays.Columns ATTEMPT =
      ColumnArrays.columns("uuid uuid int4 text timestamptz timestamptz text text text text bool");
  static final ColumnArrays.Columns ASKED =
      ColumnArrays.columns("uuid uuid uuid int4 text text timestamptz timestamptz timestamptz");
  static final ColumnArrays.Columns ANSWERED = ColumnArrays.columns("uuid uuid int4");
  static final ColumnArrays.Columns EVENT = ColumnArrays.columns("uuid timestamptz text");

  /** A task made for an element of a list. */
  static final List<TaskColumn> MADE_COLUMNS = TaskColumn.ofElement();

  static final ColumnArrays.Columns MADE =
      ColumnArrays.columns(MADE_COLUMNS.stream().map(TaskColumn::type).toList());
  static final ColumnArrays.Columns REMOVED = ColumnArrays.columns("uuid uuid");
  static final ColumnArrays.Columns GROWTH = ColumnArrays.columns("uuid int4");

  final ColumnArrays made = new ColumnArrays(MADE);
  final ColumnArrays removed = new ColumnArrays(REMOVED);
  final ColumnArrays growth = new ColumnArrays(GROWTH);
  final ColumnArrays runs = new ColumnArrays(RUN);
  final ColumnArrays tasks = new ColumnArrays(TASK);
  final ColumnArrays begunAttempts = new ColumnArrays(ATTEMPT);
  final ColumnArrays endedAttempts = new ColumnArrays(ATTEMPT);
  final ColumnArrays asked = new ColumnArrays(ASKED);
  final ColumnArrays answered = new ColumnArrays(ANSWERED);
  final ColumnArrays events = new ColumnArrays(EVENT);

  JournalRows(List<RunChanges> changes) {
    for (RunChanges change : changes) {
      addRun(change);
      change.tasks().forEach(task -> addTask(change, task));
      change.attempts().forEach(attempt -> addAttempt(change, attempt));
      change.approvals().forEach(approval -> addApproval(change, approval));
      change.made().forEach(this::addMade);
      change.removed().forEach(task -> removed.add(change.runId(), task));
      if (change.growth() != 0) {
        growth.add(change.runId(), change.growth());
      }
      if (!change.events().isEmpty()) {
        events.add(
            change.runId(), change.events().get(0).where().at(), EventLog.text(change.events()));
      }
    }
  }

  /** Whether all there is concerns one task of one run, as in a chain of tasks. */
  boolean isOneTask() {
    return Stream.of(
            runs,
            tasks,
            begunAttempts,
            endedAttempts,
            asked,
            answered,
            events,
            made,
            removed,
            growth)
        .allMatch(ColumnArrays::isAtMostOne);
  }

  private void addRun(RunChanges change) {
    RunRow run = change.run();
    List<String> unheard = run.unheard();
    runs.add(
        change.runId(),
        change.epoch(),
        change.revision(),
        run.status().word(),
        run.status().isTerminal(),
        run.isOwned(),
        unheard.get(0),
        unheard.get(1),
        run.startedAt(),
        run.endedAt(),
        run.wakeAt(),
        run.count(TaskStatus.PENDING),
        run.count(TaskStatus.IN_PROGRESS),
        run.count(TaskStatus.COMPLETED),
        run.count(TaskStatus.FAILED),
        run.count(TaskStatus.CANCELLED),
        run.progress(),
        run.error());
  }

  private void addTask(RunChanges change, TaskRow task) {
    tasks.add(
        change.runId(),
        task.id(),
        task.expected().word(),
        task.status().word(),
        task.progress(),
        task.result(),
        task.error(),
        task.attempts(),
        task.retryAt(),
        task.parked(),
        task.startedAt(),
        task.completedAt());
  }

  private void addApproval(RunChanges change, ApprovalRow row) {
    if (row instanceof Asked put) {
      asked.add(
          put.id(),
          change.runId(),
          put.taskId(),
          put.attempt(),
          put.status().word(),
          put.question(),
          put.askedAt(),
          put.deadline(),
          put.dueAt());
    } else {
      answered.add(change.runId(), row.taskId(), row.attempt());
    }
  }

  private void addMade(Task task) {
    made.add(MADE_COLUMNS.stream().map(column -> column.value(task)).toArray());
  }

  private void addAttempt(RunChanges change, AttemptRow attempt) {
    ColumnArrays rows = attempt.isNew() ? begunAttempts : endedAttempts;
    rows.add(
        change.runId(),
        attempt.taskId(),
        attempt.number(),
        attempt.status().word(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.inputs(),
        attempt.result(),
        attempt.error(),
        attempt.errorKind(),
        attempt.retryable());
  }
}
