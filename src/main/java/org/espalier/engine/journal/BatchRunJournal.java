package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.store.ElementRows;
import org.espalier.event.EventLog;

/**
 * Writes in JDBC batches, a round trip each: each run's row first, then what belongs to it. For the
 * embedded database, where a round trip costs nothing.
 */
final class BatchRunJournal implements RunJournal {
  private static final String TASK =
      """
      update task set status = ?, progress = ?, result = ?, error = ?, attempts = ?, retry_at = ?, parked = ?,
        started_at = ?, completed_at = ?, updated_at = ?, version = version + 1
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

  BatchRunJournal(Database database, EventLog events, String node) {
    this.database = database;
    this.events = events;
    this.node = node;
  }

  @Override
  public Set<UUID> write(Connection connection, UUID owner, List<RunChanges> changes, Instant now)
      throws SQLException {
    return database.eventTransaction(
        connection,
        tx -> {
          Set<UUID> lost = new HashSet<>();
          List<RunChanges> guarded = guard(tx, owner, changes, lost);
          ElementRows.write(tx, guarded);
          writeTasks(tx, guarded, now);
          writeAttempts(tx, guarded, true, NEW_ATTEMPT);
          writeAttempts(tx, guarded, false, ENDED_ATTEMPT);
          ApprovalRows.write(tx, guarded);
          events.append(
              tx, guarded.stream().map(RunChanges::events).filter(e -> !e.isEmpty()).toList());
          return lost;
        });
  }

  private static List<RunChanges> guard(
      Connection connection, UUID owner, List<RunChanges> changes, Set<UUID> lost)
      throws SQLException {
    int[] counts;
    try (PreparedStatement update = connection.prepareStatement(RunGuard.SQL)) {
      for (RunChanges change : changes) {
        RunGuard.fill(Statements.fill(update), owner, change);
        update.addBatch();
      }
      counts = update.executeBatch();
    }
    List<RunChanges> guarded = new ArrayList<>(changes.size());
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        guarded.add(changes.get(i));
      } else if (!StoredRevision.isOf(connection, changes.get(i))) {
        lost.add(changes.get(i).runId());
      }
    }
    return guarded;
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
            .text(row.parked())
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
                .formatted(rows.get(i).id(), rows.get(i).expected().word()));
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
