package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.SqlFailures;
import org.espalier.executor.ExecutionContext;
import org.espalier.json.Json;

/**
 * The row that says a task of a run has had its effect, in Espalier's own database.
 *
 * @param epoch of the claim the attempt belongs to
 * @param lock how the database locks a row against change
 */
record EffectStore(UUID runId, UUID taskId, long epoch, String lock) {
  private static final String FIND = "select result from effect where run_id = ? and task_id = ?";
  private static final String ADD = "insert into effect (run_id, task_id, result) values (?, ?, ?)";
  private static final String CLAIM =
      "select id from run where id = ? and epoch = ? and claimed_by is not null ";
  private static final String OPEN_TASK =
      "select id from task where id = ? and status in ('pending', 'in_progress')";

  static EffectStore of(ExecutionContext context, boolean isEmbedded) {
    return new EffectStore(
        context.runId(),
        context.taskId(),
        context.epoch(),
        isEmbedded ? "for update" : "for share");
  }

  /** The result of the effect the task has had. */
  Optional<ObjectNode> find(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setObject(1, runId);
      query.setObject(2, taskId);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(Json.readObject(result.getString(1))) : Optional.empty();
      }
    }
  }

  /**
   * Adds the row to the transaction; waits for another attempt of the task that has done so and not
   * yet ended.
   *
   * @return false when the task has had its effect already; the transaction is then to be rolled
   *     back
   */
  boolean add(Connection connection, String result) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setObject(1, runId);
      insert.setObject(2, taskId);
      insert.setString(3, result.replace('\0', '\uFFFD'));
      insert.executeUpdate();
      return true;
    } catch (SQLException e) {
      if (SqlFailures.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Whether the run is still claimed as it was when the attempt began, and the task not over; then
   * nobody can change that before the transaction ends. Asked last, because the run's journal waits
   * for the lock.
   */
  boolean holdClaim(Connection connection) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM + lock);
        PreparedStatement task = connection.prepareStatement(OPEN_TASK)) {
      claim.setObject(1, runId);
      claim.setLong(2, epoch);
      task.setObject(1, taskId);
      return hasRow(claim) && hasRow(task);
    }
  }

  private static boolean hasRow(PreparedStatement query) throws SQLException {
    try (ResultSet result = query.executeQuery()) {
      return result.next();
    }
  }
}
