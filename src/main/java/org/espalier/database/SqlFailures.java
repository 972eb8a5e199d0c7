package org.espalier.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * Tells failures of the database that pass from those that stay, by SQLSTATE (SQL:2023, part 2,
 * table 33; PostgreSQL, appendix A; H2's error codes).
 */
public final class SqlFailures {
  /** Connection trouble, rollback, out of resources, not the right moment, shutting down, I/O. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

  /** The statement was given up before it changed anything: the transaction cannot have ended. */
  private static final Set<String> ROLLED_BACK =
      Set.of("40000", "40001", "40002", "40P01", "55P03", "57014", "HYT00");

  /** H2: the wait for a lock was too long, the connection is broken, the database is closed. */
  private static final Set<String> PASSING_IN_H2 =
      Set.of("HYT00", "90007", "90067", "90098", "90121");

  private SqlFailures() {}

  /** Whether the same may succeed a moment later. */
  public static boolean isPassing(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException
        || state != null
            && state.length() == 5
            && (PASSING_CLASSES.contains(state.substring(0, 2)) || PASSING_IN_H2.contains(state));
  }

  /**
   * Whether the database rolled the transaction back, as the victim of another or for taking too
   * long, so that it may be tried again without doing anything twice. Not said of a connection that
   * broke: its last commit may have got through.
   */
  public static boolean isRolledBack(SQLException failure) {
    return failure.getSQLState() != null && ROLLED_BACK.contains(failure.getSQLState());
  }
}
