package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;

/** How the transaction of an attempt ends when all its statements succeeded. */
interface Ending {
  /** How an earlier attempt ended, so that the statements are not run again. */
  default Optional<ExecutionOutcome> earlier(Connection connection) throws SQLException {
    return Optional.empty();
  }

  /**
   * Ends the transaction.
   *
   * @throws CommitLostException when it is not known whether it was committed
   * @throws SQLException when it was not; the caller rolls it back
   */
  ExecutionOutcome end(Connection connection, ObjectNode result) throws SQLException;

  /** What becomes of the attempt when it is not known whether it was committed. */
  ExecutionOutcome afterLostCommit(CommitLostException lost);
}
