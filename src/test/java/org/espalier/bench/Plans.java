package org.espalier.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.espalier.it.Postgres;

/** The plans of the statements that the server has made since the statistics were reset. */
final class Plans {
  private static final Pattern SCAN =
      Pattern.compile("Seq Scan on (?:public\\.)?(tree|task|run|attempt|event)\\b");

  private Plans() {}

  /**
   * Lines that name each statement whose generic plan reads a large table from end to end, with the
   * plan.
   */
  static List<String> scanning(Postgres postgres) throws SQLException {
    List<String> lines = new ArrayList<>();
    List<String> texts = SqlProfile.texts(postgres);
    int scans = 0;
    for (String sql : texts) {
      List<String> plan = plan(postgres, sql);
      if (plan.stream().anyMatch(line -> SCAN.matcher(line).find())) {
        scans++;
        lines.add("    SEQ SCAN: " + sql.replaceAll("\\s+", " ").trim());
        plan.forEach(line -> lines.add("        " + line));
      }
    }
    lines.add(
        0, "    %d statements explained, %d scan a large table".formatted(texts.size(), scans));
    return lines;
  }

  private static List<String> plan(Postgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("explain (generic_plan) " + sql)) {
      List<String> plan = new ArrayList<>();
      while (result.next()) {
        plan.add(result.getString(1));
      }
      return plan;
    } catch (SQLException e) {
      return List.of("not explained: " + e.getMessage());
    }
  }
}
