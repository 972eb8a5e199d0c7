package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.database.SqlFailures;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Json;

/**
 * Turns what the database said into the failure of the attempt: what kind it is and whether a retry
 * can help.
 */
final class SqlFailure {
  /** A shorter value is taken out of a message only where it stands in quotes. */
  private static final int SHORT = 4;

  private SqlFailure() {}

  /** A statement failed. */
  static Failed of(SQLException thrown, SqlTask task, SqlStatement statement) {
    SQLException failure = cause(thrown);
    if (failure instanceof TruncatedException truncated) {
      return Failed.permanent("result_too_large", truncated.getMessage());
    }
    String state = SqlFailures.state(failure);
    String kind = kind(failure);
    return failed(
        kind,
        "%s failed in the data source '%s': %s (SQLSTATE %s).%s"
            .formatted(
                statement.field(),
                task.dataSource(),
                redacted(failure, statement),
                state.isEmpty() ? "unknown" : state,
                advice(kind)),
        state);
  }

  /** There was no connection. */
  static Failed connecting(SQLException thrown, String dataSource) {
    if (thrown instanceof DataSourceMissingException missing) {
      return Failed.permanent("datasource_unavailable", missing.getMessage());
    }
    String state = SqlFailures.state(thrown);
    boolean isRefused = SqlFailures.meaning(thrown) == SqlFailures.Meaning.AUTHENTICATION;
    return failed(
        isRefused ? "authentication" : "network",
        isRefused
            ? "The data source '%s' refused the connection: its user, password or database is wrong (SQLSTATE %s). An administrator sets them."
                .formatted(dataSource, state)
            : "The data source '%s' gave no connection: %s."
                .formatted(dataSource, firstLine(thrown)),
        state);
  }

  /** The connection broke while the transaction was ending. */
  static Failed inDoubt(SQLException thrown, String dataSource) {
    return failed(
        "in_doubt",
        "The connection to the data source '%s' broke during the commit; whether the change was made is not known. Look before you run the task again."
            .formatted(dataSource),
        SqlFailures.state(thrown));
  }

  private static Failed failed(String kind, String message, String state) {
    return new Failed(
        kind,
        message,
        isRetryable(kind),
        Optional.empty(),
        state.isEmpty() ? Json.object() : Json.object().put("sqlstate", state));
  }

  private static boolean isRetryable(String kind) {
    return switch (kind) {
      case "serialization", "deadlock", "lock_timeout", "network", "overloaded", "timeout" -> true;
      default -> false;
    };
  }

  private static String kind(SQLException failure) {
    return switch (SqlFailures.meaning(failure)) {
      case DEADLOCK -> "deadlock";
      case SERIALIZATION -> "serialization";
      case LOCK_TIMEOUT -> "lock_timeout";
      case CANCELLED -> "timeout";
      case READ_ONLY -> "read_only";
      case CONNECTION -> "network";
      case OVERLOADED -> "overloaded";
      case CONSTRAINT -> "constraint";
      case INVALID_DATA -> "invalid_data";
      case INVALID_SQL -> "invalid_sql";
      case AUTHENTICATION -> "authentication";
      case OTHER -> "sql_error";
    };
  }

  /** Whether the connection is gone, so that the end of its transaction is not known. */
  static boolean isConnectionLost(SQLException failure) {
    return SqlFailures.meaning(failure) == SqlFailures.Meaning.CONNECTION;
  }

  private static String advice(String kind) {
    return switch (kind) {
      case "timeout" -> " Raise inputs.timeout if it needs longer.";
      case "read_only" -> " The task or its data source is read-only.";
      default -> "";
    };
  }

  private static SQLException cause(SQLException thrown) {
    boolean isBatch = thrown instanceof BatchUpdateException && thrown.getNextException() != null;
    return isBatch ? thrown.getNextException() : thrown;
  }

  /** The database's first line, without values: they may be secrets. */
  private static String redacted(SQLException failure, SqlStatement statement) {
    String line = firstLine(failure);
    for (String value : valuesOf(statement)) {
      line =
          value.length() < SHORT
              ? line.replace('"' + value + '"', "\"***\"").replace("'" + value + "'", "'***'")
              : line.replace(value, "***");
    }
    return line;
  }

  private static List<String> valuesOf(SqlStatement statement) {
    List<String> values = new ArrayList<>(statement.text().literals());
    for (List<JsonNode> set : statement.values()) {
      set.stream().filter(JsonNode::isTextual).map(JsonNode::textValue).forEach(values::add);
    }
    values.removeIf(String::isBlank);
    values.sort((a, b) -> b.length() - a.length());
    return values;
  }

  /** H2 puts the whole statement after its message, PostgreSQL the row it is about. */
  private static String firstLine(SQLException failure) {
    String message = failure.getMessage() == null ? "it gave no reason" : failure.getMessage();
    String line = message.lines().findFirst().orElse("it gave no reason").strip();
    int statement = line.indexOf("; SQL statement:");
    line = statement < 0 ? line : line.substring(0, statement);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
