package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.Statements;
import org.espalier.engine.store.RunStore;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.event.TaskEvent.RunChanged;
import org.espalier.event.TaskEvent.TaskEnded;
import org.espalier.event.TaskEvent.Where;
import org.espalier.event.TaskEvent.Which;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;

/**
 * The last resort for a run the engine cannot go on with: ends it as failed, so that it hangs
 * nowhere.
 */
public final class RunAbandonment {
  private static final String RUN =
      """
      update run set status = 'failed', active_tree_id = null, claimed_by = null, request = null,
        ended_at = current_timestamp, error = ?, cancelled = cancelled + pending + in_progress, pending = 0,
        in_progress = 0, revision = revision + 1
      where id = ? and epoch = ? and claimed_by is not null
      """;
  private static final String UNFINISHED =
      """
      select id, name, attempts, progress from task where run_id = ? and status in ('pending', 'in_progress')
      order by ordinal
      """;
  private static final String TASKS =
      """
      update task set status = 'cancelled', error = ?, completed_at = current_timestamp,
        updated_at = current_timestamp, retry_at = null, parked = null, version = version + 1
      where run_id = ? and status in ('pending', 'in_progress')
      """;
  private static final String ATTEMPTS =
      """
      update attempt set status = 'lost', ended_at = current_timestamp, error = ?, error_kind = 'abandoned',
        retryable = false
      where run_id = ? and status = 'in_progress'
      """;
  private static final String APPROVALS =
      """
      update approval set status = case when status = 'open' then 'withdrawn' else status end, due_at = null
      where run_id = ? and (status = 'open' or due_at is not null)
      """;

  private RunAbandonment() {}

  public static void abandon(Database database, EventLog events, UUID runId, long epoch, String why)
      throws SQLException {
    database.inEventTransaction(
        connection -> {
          if (update(connection, RUN, why, runId, epoch) == 1) {
            List<TaskEvent> ends = ends(connection, runId, why);
            update(connection, TASKS, why, runId, null);
            update(connection, ATTEMPTS, why, runId, null);
            withdrawApprovals(connection, runId);
            events.append(connection, List.of(ends));
          }
        });
  }

  private static void withdrawApprovals(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(APPROVALS)) {
      update.setObject(1, runId);
      update.executeUpdate();
    }
  }

  private static int update(
      Connection connection,
      String sql,
      String why,
      UUID runId,
      @org.jspecify.annotations.Nullable Long epoch)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      Statements fields = Statements.fill(update).text(why).id(runId);
      if (epoch != null) {
        fields.number(epoch);
      }
      return update.executeUpdate();
    }
  }

  /** What is told of the run's end: each task that is cut off, then the run. */
  private static List<TaskEvent> ends(Connection connection, UUID runId, String why)
      throws SQLException {
    RunStore.TreeOfRun tree = RunStore.treeOf(connection, runId);
    Where where = new Where(runId, tree.treeId(), Instant.now());
    List<TaskEvent> ends = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(UNFINISHED)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          Which which =
              new Which(result.getObject(1, UUID.class), result.getString(2), result.getInt(3));
          ends.add(
              new TaskEnded(
                  where, which, TaskStatus.CANCELLED, result.getDouble(4), Optional.of(why)));
        }
      }
    }
    ends.add(
        new RunChanged(
            where, RunChange.ENDED, RunStatus.FAILED, tree.progress(), "", Optional.of(why)));
    return ends;
  }
}
