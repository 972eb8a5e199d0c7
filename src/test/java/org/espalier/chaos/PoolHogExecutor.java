package org.espalier.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Takes every connection of the server's default datasource that is to be had and holds them:
 * {@code {"seconds": n}}. The result says how many it had.
 */
public class PoolHogExecutor implements TaskExecutor {
  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "pool_hog",
        "Pool hog",
        "Holds all connections.",
        Json.object(),
        Json.object(),
        Json.object(),
        List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws NamingException {
    DataSource source = InitialContext.doLookup("java:comp/DefaultDataSource");
    long end = System.nanoTime() + context.inputs().get("seconds").longValue() * 1_000_000_000L;
    List<Connection> held = new ArrayList<>();
    try {
      while (System.nanoTime() < end) {
        take(source, held);
        context.progress().progress(0.5, "holding " + held.size());
      }
      return new ExecutionOutcome.Succeeded(Json.object().put("held", held.size()));
    } finally {
      held.forEach(PoolHogExecutor::giveBack);
    }
  }

  /** Waits in the pool like everybody else, so that what others give back is taken too. */
  private static void take(DataSource source, List<Connection> held) {
    try {
      held.add(source.getConnection());
    } catch (SQLException e) {
      // None is left, for now.
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
