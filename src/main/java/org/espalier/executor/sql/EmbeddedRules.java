package org.espalier.executor.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.SqlSettings;

/**
 * What tasks may do in an H2 database inside this process. Its users are all administrators, and an
 * administrator of H2 reads and writes files and runs programs as the server does; so it has to be
 * allowed, and then only rows are read and changed. Stateless.
 */
final class EmbeddedRules {
  /**
   * Functions that reach out of the database, wherever their names stand, and what could write them
   * otherwise or make objects of bytes.
   */
  private static final Pattern REACHES_OUT =
      Pattern.compile(
          "(?i)file_read|file_write|csvread|csvwrite|link_schema|u&|java_object|\\bas\\s+(other|object)\\b");

  private EmbeddedRules() {}

  /**
   * Looks at a task for such a database.
   *
   * @throws InvalidInputException when it may not be run
   */
  static void check(SqlTask task, SqlSettings settings) {
    if (!settings.embedded()) {
      throw new InvalidInputException(
          "inputs.datasource must not be an H2 database inside the server, whose users can run programs there: tasks may use one only where an administrator sets espalier.executors.sql.embedded.");
    }
    for (SqlStatement statement : task.statements()) {
      statement.requireRowsOnly("in an H2 database inside the server");
      Matcher outside = REACHES_OUT.matcher(statement.text().jdbc());
      if (outside.find()) {
        throw new InvalidInputException(
            "%s must not have '%s' in it: nothing outside of the tables is reached from an H2 database inside the server."
                .formatted(statement.field(), outside.group()));
      }
    }
  }
}
