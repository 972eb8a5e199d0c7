package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the connections of a named data source come from. Thread-safe. */
interface ConnectionSource extends AutoCloseable {
  /**
   * A connection of the caller's own, in auto-commit mode.
   *
   * @throws SQLException when there is none
   */
  Connection connect() throws SQLException;

  /**
   * Takes a connection back.
   *
   * @param isClean whether nothing went wrong on it, so that another may use it
   */
  void giveBack(Connection connection, boolean isClean) throws SQLException;

  /** Whether the database runs inside this process, and minds interrupts. */
  default boolean isEmbedded() throws SQLException {
    return false;
  }

  @Override
  default void close() {}
}
