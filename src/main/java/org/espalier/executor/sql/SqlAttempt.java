package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.StopSwitch;

/**
 * One attempt: a connection, a transaction, the statements in it, and how it ended. Used once, by
 * one thread.
 */
final class SqlAttempt {
  private static final System.Logger LOG = System.getLogger(SqlAttempt.class.getName());

  private final SqlTask task;
  private final ExecutionContext context;
  private final Deadlines deadlines;
  private final Sessions sessions;

  SqlAttempt(SqlTask task, ExecutionContext context, Deadlines deadlines, Sessions sessions) {
    this.task = task;
    this.context = context;
    this.deadlines = deadlines;
    this.sessions = sessions;
  }

  /** Does the work, and what the ending has to do before the commit. */
  ExecutionOutcome run(ConnectionSource source, Ending ending) {
    if (context.cancellation().isCancelled()) {
      return cancelled();
    }
    Connection connection;
    try {
      connection = source.connect();
    } catch (SQLException e) {
      return SqlFailure.connecting(e, task.dataSource());
    }
    boolean isClean = false;
    try {
      SessionState session = sessions.of(task.dataSource(), connection);
      Optional<ExecutionOutcome> earlier = ending.earlier(connection);
      ExecutionOutcome outcome = earlier.orElseGet(() -> transaction(connection, ending));
      isClean = reset(connection, session) && outcome instanceof Succeeded;
      return outcome;
    } catch (SQLException e) {
      return SqlFailure.connecting(e, task.dataSource());
    } finally {
      giveBack(source, connection, isClean);
    }
  }

  private ExecutionOutcome transaction(Connection connection, Ending ending) {
    StatementCancellation stop =
        new StatementCancellation(connection, context.cancellation(), deadlines, task.timeout());
    Script script = new Script(task, stop, context.progress());
    try (stop) {
      connection.setReadOnly(task.readOnly());
      connection.setAutoCommit(false);
      ObjectNode result = script.run(connection);
      stop.check();
      return ending.end(connection, result);
    } catch (CommitLostException e) {
      rollBack(connection);
      return ending.afterLostCommit(e);
    } catch (SQLException e) {
      rollBack(connection);
      return stop.reason().map(this::stopped).orElseGet(() -> failed(e, script));
    } catch (RuntimeException e) {
      rollBack(connection);
      throw e;
    }
  }

  private Failed failed(SQLException e, Script script) {
    return SqlFailure.of(e, task, script.current());
  }

  private ExecutionOutcome stopped(StopSwitch.Reason reason) {
    return switch (reason) {
      case CANCELLED -> cancelled();
      case TIMEOUT ->
          Failed.retryable(
              "timeout",
              "The statements did not end within %s seconds in the data source '%s', and were rolled back; raise inputs.timeout if they need longer."
                  .formatted(seconds(), task.dataSource()));
    };
  }

  private String seconds() {
    return BigDecimal.valueOf(task.timeout().toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private Cancelled cancelled() {
    return new Cancelled("The statements were rolled back because the attempt is to stop.");
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "rollback failed; the connection is broken", e);
    }
  }

  /** As the connection was; whether it is. One that cannot be made so is of no use to anybody. */
  private static boolean reset(Connection connection, SessionState session) {
    try {
      connection.setAutoCommit(true);
      connection.setReadOnly(false);
      session.restore(connection);
      return true;
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection is broken", e);
      abort(connection);
      return false;
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection could not be ended", e);
    }
  }

  private static void giveBack(ConnectionSource source, Connection connection, boolean isClean) {
    try {
      source.giveBack(connection, isClean);
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection could not be given back", e);
    }
  }
}
