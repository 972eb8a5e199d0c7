package org.espalier.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.SqlFailures;
import org.espalier.tree.TaskTree;
import org.jspecify.annotations.Nullable;

/**
 * Writes submissions once more when the database failed in a way that passes: a deadlock, a broken
 * connection. A commit whose answer got lost is looked for first, so that nothing is stored twice
 * or reported as refused although it is stored. Thread-safe.
 */
final class SubmissionRetry {
  private static final int MAX_TRIES = 5;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final String RUN = "select id from run where id = ?";
  private static final String TREE = "select created_at from tree where id = ?";
  private static final String UNIQUE_VIOLATION = "23505";

  private final Database database;

  SubmissionRetry(Database database) {
    this.database = database;
  }

  /** Writes submissions in one transaction. */
  @FunctionalInterface
  interface Store {
    void write(List<PendingSubmission> group) throws SQLException;
  }

  /**
   * Writes submissions, all or none.
   *
   * @throws SQLException when they were not stored; after a broken connection, when that is not
   *     known
   * @throws DatabaseUnavailableException when there is no connection
   */
  void write(List<PendingSubmission> group, Store store) throws SQLException {
    SQLException doubt = null;
    for (int tries = 1; ; tries++) {
      try {
        if (doubt == null || !isStored(group)) {
          store.write(group);
        }
        return;
      } catch (SQLException e) {
        if (!isWorthAnother(e, doubt) || tries == MAX_TRIES) {
          throw doubt == null ? e : doubt;
        }
        doubt = SqlFailures.isRolledBack(e) || isTaken(e) ? doubt : e;
      } catch (DatabaseUnavailableException e) {
        throw doubt == null ? e : DatabaseUnavailableException.duringChange(doubt);
      }
      LockSupport.parkNanos(FIRST_PAUSE_NANOS << tries);
    }
  }

  /** A taken key may be that of our own commit, which came through after we had looked for it. */
  private static boolean isWorthAnother(SQLException failure, @Nullable SQLException doubt) {
    return SqlFailures.isPassing(failure) || doubt != null && isTaken(failure);
  }

  private static boolean isTaken(SQLException failure) {
    return UNIQUE_VIOLATION.equals(failure.getSQLState());
  }

  /** All of a group are stored when one is: they share a transaction. */
  private boolean isStored(List<PendingSubmission> group) throws SQLException {
    SubmittedTree first = group.get(0).trees().get(0);
    return database.transaction(
        connection ->
            first.runId().isEmpty()
                ? isOurs(connection, first.tree().tree())
                : finds(connection, first.runId().get()));
  }

  private static boolean finds(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RUN)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        return result.next();
      }
    }
  }

  /** The id may be the caller's and taken by another tree; the microsecond it was made is ours. */
  private static boolean isOurs(Connection connection, TaskTree tree) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TREE)) {
      query.setObject(1, tree.id());
      try (ResultSet result = query.executeQuery()) {
        return result.next()
            && result.getObject(1, OffsetDateTime.class).toInstant().equals(tree.createdAt());
      }
    }
  }
}
