package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/**
 * Commits the change together with the task's completion (docs/adr/0015-effects.md): a row that is
 * unique for the task in its run holds the result. A later attempt finds it and changes nothing; a
 * node that takes the run over completes the task with it.
 *
 * @param maxResultBytes a larger result would not be kept, so it is refused before the commit
 */
record ExactlyOnceEnding(EffectStore effects, CancellationToken token, int maxResultBytes)
    implements Ending {
  @Override
  public Optional<ExecutionOutcome> earlier(Connection connection) throws SQLException {
    return effects.find(connection).map(Succeeded::new);
  }

  @Override
  public ExecutionOutcome end(Connection connection, ObjectNode result) throws SQLException {
    String text = Json.writeCapped(result, maxResultBytes).text();
    if (text == null) {
      connection.rollback();
      return Failed.permanent(
          "result_too_large",
          "The result is larger than %d bytes (espalier.engine.max-result-bytes); nothing was changed."
              .formatted(maxResultBytes));
    }
    if (!effects.add(connection, text)) {
      connection.rollback();
      return earlier(connection).orElseGet(ExactlyOnceEnding::notOurs);
    }
    if (!token.settle() || !effects.holdClaim(connection)) {
      connection.rollback();
      return notOurs();
    }
    CommitLostException.commit(connection);
    return new Succeeded(result);
  }

  private static ExecutionOutcome notOurs() {
    return new Cancelled(
        "The statements were rolled back: the task is to stop, or another node has the run.");
  }

  /** The next attempt finds out: its own row waits for a commit that is still on its way. */
  @Override
  public ExecutionOutcome afterLostCommit(CommitLostException lost) {
    return Failed.retryable(
        "network",
        "The connection to Espalier's own database broke during the commit. A retry finds out whether the change was made, and does not make it twice.");
  }
}
