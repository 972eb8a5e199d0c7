package org.espalier.engine.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.tree.TaskStatus;

/**
 * The update of one run's row, on condition that epoch, revision and owner are what the writer
 * believes: the row count says whether the run is still its own. Stateless.
 */
final class RunGuard {
  static final String SQL =
      """
      update run set status = case when request in (?, ?) then 'queued' else ? end,
        active_tree_id = case when ? then null else active_tree_id end,
        claimed_by = case when ? then claimed_by else null end,
        request = case when ? or request in (?, ?) then request else null end,
        started_at = ?, ended_at = ?, wake_at = ?, pending = ?, in_progress = ?, completed = ?, failed = ?,
        cancelled = ?, progress = ?, error = ?, revision = ?
      where id = ? and epoch = ? and revision = ? and claimed_by = ?
      """;

  private RunGuard() {}

  static void fill(Statements fields, UUID owner, RunChanges change) throws SQLException {
    RunRow run = change.run();
    List<String> unheard = run.unheard();
    fields
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
        .number(run.count(TaskStatus.PENDING))
        .number(run.count(TaskStatus.IN_PROGRESS))
        .number(run.count(TaskStatus.COMPLETED))
        .number(run.count(TaskStatus.FAILED))
        .number(run.count(TaskStatus.CANCELLED))
        .decimal(run.progress())
        .text(run.error())
        .number(change.revision() + 1)
        .id(change.runId())
        .number(change.epoch())
        .number(change.revision())
        .id(owner);
  }
}
