package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a session of a data source is when nobody has used it, so that a task can leave it like that:
 * {@code set_config} in a query changes it for the next user of the connection, and so do temporary
 * tables, locks and what was prepared. Looked at once for each source; immutable.
 *
 * @param settings of PostgreSQL that the pool made, with its role; empty elsewhere
 */
record SessionState(boolean isPostgres, Map<String, String> settings) {
  private static final String MADE_BY_THE_POOL =
      """
      select name, setting from pg_settings where source = 'session'
      union all select 'role', current_setting('role')
      """;
  private static final String MAKE = "select set_config(?, ?, false)";

  SessionState {
    settings = Map.copyOf(settings);
  }

  /** As it is on a connection that no task has used. */
  static SessionState of(Connection connection) throws SQLException {
    boolean isPostgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    Map<String, String> settings = new LinkedHashMap<>();
    if (isPostgres) {
      try (Statement statement = connection.createStatement();
          ResultSet made = statement.executeQuery(MADE_BY_THE_POOL)) {
        while (made.next()) {
          settings.put(made.getString(1), made.getString(2));
        }
      }
    }
    return new SessionState(isPostgres, settings);
  }

  /** Makes a session like that, in auto-commit mode. */
  void restore(Connection connection) throws SQLException {
    if (!isPostgres) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("discard all");
    }
    try (PreparedStatement make = connection.prepareStatement(MAKE)) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        make.setString(1, setting.getKey());
        make.setString(2, setting.getValue());
        make.execute();
      }
    }
  }
}
