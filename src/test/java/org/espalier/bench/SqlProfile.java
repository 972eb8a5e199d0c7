package org.espalier.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.it.Postgres;

/** What {@code pg_stat_statements} tells; the database must have been started with it. */
final class SqlProfile {
  private static final String TOP =
      """
      select calls, rows, total_exec_time, wal_bytes, query from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database())
      order by total_exec_time desc limit 12
      """;
  private static final String ALL =
      """
      select query from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database())
        and query ~* '^\\s*(select|insert|update|delete)' and query !~* 'pg_|generate_series|^select \\$1$'
      order by total_exec_time desc
      """;
  private static final int SHOWN_CHARACTERS = 90;

  private SqlProfile() {}

  /** Begins to count anew. */
  static void reset(Postgres postgres) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create extension if not exists pg_stat_statements");
      statement.execute("select pg_stat_statements_reset()");
      statement.execute("select pg_stat_reset()");
    }
  }

  /** The statements that took longest, as lines to print. */
  static List<String> top(Postgres postgres) throws SQLException {
    List<String> lines = new ArrayList<>();
    lines.add("    SQL:    calls     rows  total ms   wal kB  statement");
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(TOP)) {
      while (result.next()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "    %13d %8d %9.1f %8.0f  %s",
                result.getLong(1),
                result.getLong(2),
                result.getDouble(3),
                result.getDouble(4) / 1e3,
                shortened(result.getString(5))));
      }
    }
    return lines;
  }

  /** The texts of all statements on the application's tables, with {@code $1} for parameters. */
  static List<String> texts(Postgres postgres) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(ALL)) {
      while (result.next()) {
        texts.add(result.getString(1));
      }
    }
    return texts;
  }

  /** A statement on one line, cut. */
  static String shortened(String sql) {
    String line = sql.replaceAll("\\s+", " ").trim();
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
