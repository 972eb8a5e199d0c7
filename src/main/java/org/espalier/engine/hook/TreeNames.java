package org.espalier.engine.hook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;

/** Looks up the names of trees when hooks are about to be called, which is off every run's way. */
final class TreeNames {
  private static final System.Logger LOG = System.getLogger(TreeNames.class.getName());
  private static final String NAME = "select name from tree where id = ?";

  private final Database database;

  TreeNames(Database database) {
    this.database = database;
  }

  /** The name; empty when the tree is gone or the database cannot be asked. */
  String of(UUID tree) {
    try {
      return database.transaction(connection -> read(connection, tree));
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "hooks are not told the name of tree " + tree, e);
      return "";
    }
  }

  private static String read(Connection connection, UUID tree) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NAME)) {
      query.setObject(1, tree);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }
}
