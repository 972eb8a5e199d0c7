package org.espalier.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads rows as texts, for assertions. Stateless. */
final class Rows {
  private Rows() {}

  /** The rows of a query, each as its columns joined by {@code |}. */
  static List<String> of(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        query.setObject(i + 1, arguments[i]);
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          List<String> columns = new ArrayList<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            columns.add(String.valueOf(result.getString(i)));
          }
          rows.add(String.join("|", columns));
        }
      }
      return rows;
    }
  }

  /** The first column of the first row, as a number. */
  static long count(Connection connection, String sql, Object... arguments) throws SQLException {
    return Long.parseLong(of(connection, sql, arguments).get(0));
  }
}
