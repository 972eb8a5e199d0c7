package org.espalier.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.espalier.it.Postgres;

/**
 * The plans of the statements that the server has made since the statistics were reset. Literals
 * are parameters in them, so what goes over a partial index looks like a scan; the counts of real
 * scans decide.
 */
final class Plans {
  private static final Pattern SCAN =
      Pattern.compile("Seq Scan on (?:public\\.)?(tree|task|run|attempt|event)\\b");

  private static final String SCANS =
      """
      select relname, seq_scan, seq_tup_read from pg_stat_user_tables
      where seq_tup_read > 0 and relname in ('tree', 'task', 'run', 'attempt', 'event') order by seq_tup_read desc
      """;
  private static final String UNEXPLAINED = "not explained";

  private Plans() {}

  /**
   * Lines that name each statement whose generic plan reads a large table from end to end, with the
   * plan; those that PostgreSQL cannot explain; and how often tables were in fact read so.
   */
  static List<String> scanning(Postgres postgres) throws SQLException {
    List<String> lines = new ArrayList<>();
    List<String> texts = SqlProfile.texts(postgres);
    int scans = 0;
    int unexplained = 0;
    for (String sql : texts) {
      List<String> plan = plan(postgres, sql);
      if (plan.get(0).startsWith(UNEXPLAINED)) {
        unexplained++;
        lines.add("    " + plan.get(0) + ": " + SqlProfile.shortened(sql));
      } else if (plan.stream().anyMatch(line -> SCAN.matcher(line).find())) {
        scans++;
        lines.add("    SEQ SCAN: " + sql.replaceAll("\\s+", " ").trim());
        plan.forEach(line -> lines.add("        " + line));
      }
    }
    lines.add(
        0,
        "    %d statements, %d scan a large table, %d not explained"
            .formatted(texts.size(), scans, unexplained));
    lines.addAll(scans(postgres));
    return lines;
  }

  private static List<String> scans(Postgres postgres) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(SCANS)) {
      while (result.next()) {
        lines.add(
            "    table %s: %d sequential scans read %d rows"
                .formatted(result.getString(1), result.getLong(2), result.getLong(3)));
      }
    }
    return lines;
  }

  private static List<String> plan(Postgres postgres, String sql) throws SQLException {
    String url = postgres.url() + "?preferQueryMode=simple"; // the driver binds nothing then
    try (Connection connection =
            DriverManager.getConnection(url, postgres.user(), postgres.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("explain (generic_plan) " + sql)) {
      List<String> plan = new ArrayList<>();
      while (result.next()) {
        plan.add(result.getString(1));
      }
      return plan;
    } catch (SQLException e) {
      return List.of(UNEXPLAINED + " (" + e.getMessage() + ")");
    }
  }
}
