package org.espalier.engine;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Closes connections that a thread keeps for itself. */
final class Connections {
  private Connections() {}

  /** Closes it if there is one; a failure to do so does not matter, since nothing is in it. */
  static void close(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Connections.class.getName())
          .log(System.Logger.Level.DEBUG, "a broken connection could not be closed", e);
    }
  }
}
