package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;

/** Commits, or rolls back what was not to change anything. */
record PlainEnding(SqlTask task) implements Ending {
  @Override
  public ExecutionOutcome end(Connection connection, ObjectNode result) throws SQLException {
    if (task.readOnly()) {
      connection.rollback();
    } else {
      CommitLostException.commit(connection);
    }
    return new Succeeded(result);
  }

  @Override
  public ExecutionOutcome afterLostCommit(CommitLostException lost) {
    return SqlFailure.inDoubt(lost, task.dataSource());
  }
}
