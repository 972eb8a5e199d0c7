package org.espalier.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.Statements;
import org.espalier.engine.RunChanges.AttemptRow;
import org.espalier.engine.RunChanges.RunRow;
import org.espalier.engine.RunChanges.TaskRow;
import org.espalier.event.EventLog;
import org.espalier.tree.TaskStatus;

/**
 * The group commit: writes the changes of many runs in one transaction of JDBC batches. No query
 * per task, no lock but the rows it changes.
 *
 * <p>Each run's row is updated first, on condition that epoch and revision are what the writer
 * believes. A run whose row does not match is lost: another node has it, and nothing of it is
 * written. The revision also makes a write repeatable: when the answer to a commit got lost, the
 * second try sees that the first one got through. Thread-safe.
 */
final class RunJournal {
  private static final String GUARD =
      """
      update run set status = case when request in (?, ?) then 'queued' else ? end,
        active_tree_id = case when ? then null else active_tree_id end,
        claimed_by = case when ? then claimed_by else null end,
        request = case when ? or request in (?, ?) then request else null end,
        started_at = ?, ended_at = ?, wake_at = ?, pending = ?, in_progress = ?, completed = ?, failed = ?,
        cancelled = ?, progress = ?, error = ?, revision = ?
      where id = ? and epoch = ? and revision = ? and claimed_by = ?
      """;
  private static final String REVISION = "select epoch, revision from run where id = ?";
  private static final String TASK =
      """
      update task set status = ?, progress = ?, result = ?, error = ?, attempts = ?, retry_at = ?, started_at = ?,
        completed_at = ?, updated_at = ?, version = version + 1
      where id = ? and status = ?
      """;
  private static final String NEW_ATTEMPT =
      """
      insert into attempt (status, started_at, ended_at, inputs, result, error, error_kind, retryable, run_id, task_id,
        number, tree_id, epoch, node)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String ENDED_ATTEMPT =
      """
      update attempt set status = ?, started_at = ?, ended_at = ?, inputs = coalesce(cast(? as text), inputs), result = ?,
        error = ?, error_kind = ?, retryable = ?
      where run_id = ? and task_id = ? and number = ?
      """;

  private final Database database;
  private final EventLog events;
  private final String node;

  RunJournal(Database database, EventLog events, String node) {
    this.database = database;
    this.events = events;
    this.node = node;
  }

  /**
   * Writes all changes, or nothing.
   *
   * @param connection the caller's own; left in auto-commit
   * @param owner the id under which this node holds its lease
   * @param changes at most one per run, in the order of the runs' ids: everybody who changes
   *     several runs does so in this order, so that no two writers wait for each other
   * @return the runs that are not this writer's any more; nothing of these was written
   * @throws SQLException when nothing was written, or when that is not known; the same changes may
   *     be written again
   */
  Set<UUID> write(Connection connection, UUID owner, List<RunChanges> changes, Instant now)
      throws SQLException {
    return database.eventTransaction(
        connection,
        tx -> {
          Set<UUID> lost = new HashSet<>();
          List<RunChanges> guarded = guard(tx, owner, changes, lost);
          writeTasks(tx, guarded, now);
          writeAttempts(tx, guarded, true, NEW_ATTEMPT);
          writeAttempts(tx, guarded, false, ENDED_ATTEMPT);
          events.append(
              tx, guarded.stream().map(RunChanges::events).filter(e -> !e.isEmpty()).toList());
          return lost;
        });
  }

  private static List<RunChanges> guard(
      Connection connection, UUID owner, List<RunChanges> changes, Set<UUID> lost)
      throws SQLException {
    int[] counts;
    try (PreparedStatement update = connection.prepareStatement(GUARD)) {
      for (RunChanges change : changes) {
        fillGuard(update, owner, change);
        update.addBatch();
      }
      counts = update.executeBatch();
    }
    List<RunChanges> guarded = new ArrayList<>(changes.size());
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        guarded.add(changes.get(i));
      } else if (!isWritten(connection, changes.get(i))) {
        lost.add(changes.get(i).runId());
      }
    }
    return guarded;
  }

  private static void fillGuard(PreparedStatement update, UUID owner, RunChanges change)
      throws SQLException {
    RunRow run = change.run();
    List<String> unheard = unheard(run);
    Statements.fill(update)
        .text(unheard.get(0))
        .text(unheard.get(1))
        .text(run.status().word())
        .flag(run.status().isTerminal())
        .flag(run.isOwned())
        .flag(run.isOwned())
        .text(unheard.get(0))
        .text(unheard.get(1))
        .instant(run.startedAt())
        .instant(run.endedAt())
        .instant(run.wakeAt())
        .number(run.counts()[TaskStatus.PENDING.ordinal()])
        .number(run.counts()[TaskStatus.IN_PROGRESS.ordinal()])
        .number(run.counts()[TaskStatus.COMPLETED.ordinal()])
        .number(run.counts()[TaskStatus.FAILED.ordinal()])
        .number(run.counts()[TaskStatus.CANCELLED.ordinal()])
        .decimal(run.progress())
        .text(run.error())
        .number(change.revision() + 1)
        .id(change.runId())
        .number(change.epoch())
        .number(change.revision())
        .id(owner);
  }

  /**
   * The requests that a run on its way out cannot have carried out. One that was put meanwhile
   * stays and queues the run, so that the next to claim it carries it out. The row holds the latest
   * request: where that is a resume, the pause was heard after it though it was put before. Always
   * two, empty for none.
   */
  private static List<String> unheard(RunRow run) {
    String cancel = RunRequest.CANCEL.word();
    return switch (run.status()) {
      case RUNNING, COMPLETED, FAILED, CANCELLED -> List.of("", "");
      case PAUSED -> List.of(cancel, RunRequest.RESUME.word());
      case QUEUED, WAITING -> List.of(cancel, RunRequest.PAUSE.word());
    };
  }

  /** Whether an earlier try of this very write got through without our hearing of it. */
  private static boolean isWritten(Connection connection, RunChanges change) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(REVISION)) {
      query.setObject(1, change.runId());
      try (ResultSet result = query.executeQuery()) {
        return result.next()
            && result.getLong(1) == change.epoch()
            && result.getLong(2) == change.revision() + 1;
      }
    }
  }

  private static void writeTasks(Connection connection, List<RunChanges> changes, Instant now)
      throws SQLException {
    List<TaskRow> rows = changes.stream().flatMap(c -> c.tasks().stream()).toList();
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(TASK)) {
      for (TaskRow row : rows) {
        Statements.fill(update)
            .text(row.status().word())
            .decimal(row.progress())
            .text(row.result())
            .text(row.error())
            .number(row.attempts())
            .instant(row.retryAt())
            .instant(row.startedAt())
            .instant(row.completedAt())
            .instant(now)
            .id(row.id())
            .text(row.expected().word());
        update.addBatch();
      }
      requireOneEach(update.executeBatch(), rows);
    }
  }

  /**
   * The engine is the only writer of a claimed run's tasks; a miss means that somebody broke this
   * rule.
   */
  private static void requireOneEach(int[] counts, List<TaskRow> rows) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        throw new IllegalStateException(
            "task %s is not %s in the database"
                .formatted(rows.get(i).id(), rows.get(i).expected()));
      }
    }
  }

  private void writeAttempts(
      Connection connection, List<RunChanges> changes, boolean isNew, String sql)
      throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      boolean isEmpty = true;
      for (RunChanges change : changes) {
        for (AttemptRow row : change.attempts()) {
          if (row.isNew() == isNew) {
            fillAttempt(write, change, row);
            write.addBatch();
            isEmpty = false;
          }
        }
      }
      if (!isEmpty) {
        write.executeBatch();
      }
    }
  }

  private void fillAttempt(PreparedStatement write, RunChanges change, AttemptRow row)
      throws SQLException {
    Statements fields =
        Statements.fill(write)
            .text(row.status().word())
            .instant(row.startedAt())
            .instant(row.endedAt())
            .text(row.inputs())
            .text(row.result())
            .text(row.error())
            .text(row.errorKind())
            .flag(row.retryable())
            .id(change.runId())
            .id(row.taskId())
            .number(row.number());
    if (row.isNew()) {
      fields.id(change.treeId()).number(change.epoch()).text(node);
    }
  }
}
