package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.SQLException;
import org.espalier.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one thread keeps for itself, so that a full pool cannot hold it up. Opened when
 * it is first needed; after a failure the owner drops it, and the next use opens another. Not
 * thread-safe.
 */
final class KeptConnection {
  private static final int ANSWER_SECONDS = 2;

  private final Database database;
  private @Nullable Connection connection;

  KeptConnection(Database database) {
    this.database = database;
  }

  /**
   * The connection.
   *
   * @throws org.espalier.database.DatabaseUnavailableException when none can be opened
   */
  Connection get() {
    Connection open = connection;
    if (open == null) {
      open = database.connect();
      connection = open;
    }
    return open;
  }

  /**
   * After a failure: closes it if it is broken. One that still works is kept, since in a full pool
   * another might not be had.
   */
  void dropIfBroken() {
    Connection open = connection;
    if (open != null && !works(open)) {
      drop();
    }
  }

  private static boolean works(Connection connection) {
    try {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Closes it, if it is open; a failure to do so does not matter, since nothing is in it. */
  void drop() {
    Connection old = connection;
    connection = null;
    if (old == null) {
      return;
    }
    try {
      old.close();
    } catch (SQLException e) {
      System.getLogger(KeptConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "a broken connection could not be closed", e);
    }
  }
}
