package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.espalier.database.SqlFailures;

/** The connection broke during the commit: whether it was made is not known. */
final class CommitLostException extends SQLException {
  private static final long serialVersionUID = 1L;

  private CommitLostException(SQLException cause) {
    super(cause.getMessage(), SqlFailures.state(cause), cause);
  }

  /** Commits; tells the failure to learn of it from a commit that was refused. */
  static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw SqlFailure.isConnectionLost(e) ? new CommitLostException(e) : e;
    }
  }
}
