package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.SqlDataSource;
import org.espalier.settings.SqlSettings;

/**
 * What the task asks for, checked.
 *
 * @param dataSource its name
 * @param statements run in this order, in one transaction
 * @param isSingle whether the task gave one statement, so that its result stands alone
 * @param transactional whether the effect and the task's completion commit together
 * @param readOnly whether nothing is to be changed
 * @param timeout of all statements together
 */
record SqlTask(
    String dataSource,
    List<SqlStatement> statements,
    boolean isSingle,
    boolean transactional,
    boolean readOnly,
    Duration timeout,
    Caps caps) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  /**
   * How much of the rows is kept.
   *
   * @param fail whether more than that is a failure
   */
  record Caps(int rows, int bytes, boolean fail) {}

  SqlTask {
    statements = List.copyOf(statements);
  }

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static SqlTask read(ExecutionContext context, SqlSettings settings) {
    Inputs inputs = Inputs.of(context);
    refuseConnectionDetails(inputs);
    boolean isSingle = inputs.value("statements").isEmpty();
    List<SqlStatement> statements = isSingle ? List.of(SqlStatement.read(inputs)) : several(inputs);
    boolean transactional = inputs.flag("transactional").orElse(false);
    String dataSource =
        transactional
            ? inputs.text("datasource").orElse(SqlSettings.OWN_DATABASE)
            : inputs.requireText("datasource");
    SqlTask task =
        new SqlTask(
            dataSource,
            statements,
            isSingle,
            transactional,
            inputs.flag("read_only").orElse(false) || isReadOnly(settings, dataSource),
            inputs.seconds("timeout", DEFAULT_TIMEOUT, LONGEST_TIMEOUT),
            caps(inputs, settings));
    task.check(settings);
    return task;
  }

  private static boolean isReadOnly(SqlSettings settings, String dataSource) {
    SqlDataSource source = settings.dataSources().get(dataSource);
    return source != null && source.readOnly();
  }

  private static Caps caps(Inputs inputs, SqlSettings settings) {
    return new Caps(
        (int)
            inputs.wholeNumber(
                "max_rows", Math.min(1_000, settings.maxRows()), 0, settings.maxRows()),
        (int) inputs.wholeNumber("max_bytes", settings.maxBytes(), 1, settings.maxBytes()),
        inputs.flag("fail_on_truncation").orElse(true));
  }

  private static void refuseConnectionDetails(Inputs inputs) {
    for (String field : List.of("url", "jdbc_url", "user", "password", "driver")) {
      if (inputs.value(field).isPresent()) {
        throw new InvalidInputException(
            "inputs.%s is not taken: an administrator names data sources with espalier.executors.sql.datasources, and a task picks one in inputs.datasource."
                .formatted(field));
      }
    }
  }

  private static List<SqlStatement> several(Inputs inputs) {
    Optional<JsonNode> given = inputs.value("statements");
    if (given.isEmpty() || !(given.get() instanceof ArrayNode array) || array.isEmpty()) {
      throw new InvalidInputException(
          "inputs.statements must be an array of objects with sql and parameters.");
    }
    if (inputs.value("sql").isPresent()) {
      throw new InvalidInputException("inputs.sql must not stand beside inputs.statements.");
    }
    List<SqlStatement> statements = new ArrayList<>();
    for (JsonNode statement : array) {
      String where = "inputs.statements[" + statements.size() + "]";
      if (!(statement instanceof ObjectNode object)) {
        throw new InvalidInputException(where + " must be an object with sql and parameters.");
      }
      statements.add(SqlStatement.read(new Inputs(where, object)));
    }
    return statements;
  }

  private void check(SqlSettings settings) {
    boolean isOwn = dataSource.equals(SqlSettings.OWN_DATABASE);
    if (isOwn && !settings.ownDatabase()) {
      throw new InvalidInputException(
          "inputs.datasource must not be 'espalier': tasks may use Espalier's own database only where an administrator sets espalier.executors.sql.own-database.");
    }
    if (transactional && !isOwn) {
      throw new InvalidInputException(
          "inputs.transactional must be false for the data source '%s': only changes in Espalier's own database ('espalier') can commit together with the task."
              .formatted(dataSource));
    }
    if (transactional && readOnly) {
      throw new InvalidInputException(
          "inputs.read_only must be false in a transactional task: the row that records its completion is a change.");
    }
    if (transactional) {
      statements.forEach(statement -> statement.requireRowsOnly("in a transactional task"));
    }
  }
}
