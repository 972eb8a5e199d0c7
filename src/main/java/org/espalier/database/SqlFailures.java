package org.espalier.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * Says what failures of a database mean, by SQLSTATE (SQL:2023, part 2, table 33; PostgreSQL,
 * appendix A; H2's error codes). Nothing else compares states.
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

  /** Raised by the function {@code espalier_refuse} of our schema. */
  private static final String REFUSED_BY_US = "ES001";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String UNKNOWN_DATABASE = "3D000";

  /** What a failure is about. */
  public enum Meaning {
    /** Rolled back so that another transaction can go on. */
    SERIALIZATION,
    DEADLOCK,
    LOCK_TIMEOUT,
    /** Given up because somebody asked for it, such as when its time is over. */
    CANCELLED,
    READ_ONLY,
    /** There is no connection any more, or none can be had. */
    CONNECTION,
    OVERLOADED,
    CONSTRAINT,
    INVALID_DATA,
    INVALID_SQL,
    /** User, password or database are wrong. */
    AUTHENTICATION,
    OTHER
  }

  private SqlFailures() {}

  /** The state, or an empty text where the driver gives none. */
  public static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  /** What it is about. */
  public static Meaning meaning(SQLException failure) {
    return switch (state(failure)) {
      case "40P01" -> Meaning.DEADLOCK;
      case "55P03", "HYT00" -> Meaning.LOCK_TIMEOUT;
      case "57014" -> Meaning.CANCELLED;
      case "25006" -> Meaning.READ_ONLY;
      case UNKNOWN_DATABASE -> Meaning.AUTHENTICATION;
      case "90067", "90098", "90121", "90007" -> Meaning.CONNECTION;
      default -> meaningOfClass(stateClass(failure));
    };
  }

  private static Meaning meaningOfClass(String stateClass) {
    return switch (stateClass) {
      case "08", "57" -> Meaning.CONNECTION;
      case "40" -> Meaning.SERIALIZATION;
      case "53" -> Meaning.OVERLOADED;
      case "23" -> Meaning.CONSTRAINT;
      case "22", "21" -> Meaning.INVALID_DATA;
      case "42", "07", "26", "0A" -> Meaning.INVALID_SQL;
      case "28" -> Meaning.AUTHENTICATION;
      default -> Meaning.OTHER;
    };
  }

  private static String stateClass(SQLException failure) {
    String state = state(failure);
    return state.length() < 2 ? "" : state.substring(0, 2);
  }

  /** Whether the same may succeed a moment later. */
  public static boolean isPassing(SQLException failure) {
    String state = state(failure);
    return failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException
        || state.length() == 5
            && (PASSING_CLASSES.contains(stateClass(failure)) || PASSING_IN_H2.contains(state));
  }

  /**
   * Whether the database rolled the transaction back, as the victim of another or for taking too
   * long, so that it may be tried again without doing anything twice. Not said of a connection that
   * broke: its last commit may have got through.
   */
  public static boolean isRolledBack(SQLException failure) {
    return ROLLED_BACK.contains(state(failure));
  }

  /** Whether a unique key was there already. */
  public static boolean isDuplicate(SQLException failure) {
    return UNIQUE_VIOLATION.equals(state(failure));
  }

  /**
   * Whether it is about the data that was written (classes 22 and 23), which would be refused again
   * and again.
   */
  public static boolean isOfData(SQLException failure) {
    return Set.of("22", "23").contains(stateClass(failure));
  }

  /** Whether a statement of our own found that it must not be carried out. */
  public static boolean isRefusedByUs(SQLException failure) {
    return REFUSED_BY_US.equals(state(failure));
  }
}
