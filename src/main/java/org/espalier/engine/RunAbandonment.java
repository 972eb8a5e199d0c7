package org.espalier.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.Statements;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.tree.RunStatus;

/**
 * The last resort for a run the engine cannot go on with: ends it as failed, so that it hangs
 * nowhere.
 */
final class RunAbandonment {
  private static final String RUN =
      """
      update run set status = 'failed', active_tree_id = null, claimed_by = null, request = null,
        ended_at = current_timestamp, error = ?, cancelled = cancelled + pending + in_progress, pending = 0,
        in_progress = 0, revision = revision + 1
      where id = ? and epoch = ? and claimed_by is not null
      """;
  private static final String TASKS =
      """
      update task set status = 'cancelled', error = ?, completed_at = current_timestamp,
        updated_at = current_timestamp, retry_at = null, version = version + 1
      where run_id = ? and status in ('pending', 'in_progress')
      """;
  private static final String ATTEMPTS =
      """
      update attempt set status = 'lost', ended_at = current_timestamp, error = ?, error_kind = 'abandoned',
        retryable = false
      where run_id = ? and status = 'in_progress'
      """;

  private RunAbandonment() {}

  static void abandon(Database database, EventLog events, UUID runId, long epoch, String why)
      throws SQLException {
    database.eventTransaction(
        connection -> {
          if (update(connection, RUN, why, runId, epoch) == 1) {
            update(connection, TASKS, why, runId, null);
            update(connection, ATTEMPTS, why, runId, null);
            events.append(connection, List.of(List.of(ended(connection, runId, why))));
          }
          return null;
        });
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

  private static TaskEvent ended(Connection connection, UUID runId, String why)
      throws SQLException {
    RunStore.TreeOfRun tree = RunStore.treeOf(connection, runId);
    return new TaskEvent.RunChanged(
        new TaskEvent.Where(runId, tree.treeId(), Instant.now()),
        RunChange.ENDED,
        RunStatus.FAILED,
        tree.progress(),
        "",
        Optional.of(why));
  }
}
