package org.espalier.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.database.SqlFailures;
import org.espalier.database.Statements;
import org.espalier.engine.store.RunCompanion;

/**
 * The signature of a call, remembered with the run that it starts; a call that starts none may be
 * sent again. It is remembered for all tasks, since the task is not part of what is signed.
 *
 * @param window how long it is remembered: as long as its time would be accepted
 */
record SeenCall(String signature, Duration window) implements RunCompanion {
  private static final String FORGET = "delete from webhook_call where at < ?";
  private static final String FIND = "select 1 from webhook_call where signature = ?";
  private static final String REMEMBER = "insert into webhook_call (signature, at) values (?, ?)";

  @Override
  public void store(Connection connection, UUID runId, UUID treeId, Instant now)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
      Statements.fill(delete).instant(now.minus(window.multipliedBy(2)));
      delete.executeUpdate();
    }
    try (PreparedStatement insert = connection.prepareStatement(REMEMBER)) {
      Statements.fill(insert).text(signature).instant(now);
      insert.executeUpdate();
    } catch (SQLException e) {
      if (SqlFailures.isDuplicate(e)) {
        throw replayed();
      }
      throw e;
    }
  }

  /**
   * Looks whether the call was accepted before.
   *
   * @throws WebhookRefusedException when it was
   */
  void refuseIfSeen(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      Statements.fill(query).text(signature);
      try (ResultSet result = query.executeQuery()) {
        if (result.next()) {
          throw replayed();
        }
      }
    }
  }

  private static RuntimeException replayed() {
    return new WebhookRefusedException(
        ErrorCode.WEBHOOK_REPLAYED,
        "A call with this signature was accepted before; sign another, with the present time or another body.");
  }
}
