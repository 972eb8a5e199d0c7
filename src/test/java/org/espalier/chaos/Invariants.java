package org.espalier.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code docs/invariants.sql}, which finds what must not be in an Espalier database. */
public final class Invariants {
  private static final Path SCRIPT = Path.of("docs/invariants.sql");

  /** One row of the script: something that must not be. */
  public record Violation(String invariant, String id, String detail) {}

  private Invariants() {}

  /** All that is wrong in this database; empty when it is sound. */
  public static List<Violation> violations(Connection connection) throws SQLException {
    List<Violation> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(script())) {
      while (rows.next()) {
        found.add(new Violation(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return found;
  }

  /** The script's one statement. */
  static String script() {
    try {
      return Files.readString(SCRIPT).strip().replaceFirst(";$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
