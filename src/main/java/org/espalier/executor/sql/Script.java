package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Json;

/** Runs a task's statements one after the other on a connection, and gathers their results. */
final class Script {
  private static final int BATCH = 500;

  private final SqlTask task;
  private final StatementCancellation stop;
  private final ProgressListener progress;

  private SqlStatement current;

  Script(SqlTask task, StatementCancellation stop, ProgressListener progress) {
    this.task = task;
    this.stop = stop;
    this.progress = progress;
    this.current = task.statements().get(0);
  }

  /** The statement that runs, or was the last. */
  SqlStatement current() {
    return current;
  }

  /** The result of the single statement, or {@code {"results": [...]}}. */
  ObjectNode run(Connection connection) throws SQLException {
    Binder binder = Binder.of(connection);
    ObjectNode results = Json.object();
    ArrayNode all = results.putArray("results");
    for (SqlStatement statement : task.statements()) {
      current = statement;
      all.add(run(connection, binder, statement));
    }
    return task.isSingle() ? (ObjectNode) all.get(0) : results;
  }

  private ObjectNode run(Connection connection, Binder binder, SqlStatement statement)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.text().jdbc())) {
      stop.watch(prepared);
      return statement.isBatch()
          ? batch(prepared, binder, statement.values())
          : single(prepared, binder, statement.values().get(0));
    }
  }

  private ObjectNode single(PreparedStatement prepared, Binder binder, List<JsonNode> values)
      throws SQLException {
    prepared.setFetchSize(RowReader.FIRST_FETCH);
    prepared.setMaxRows(task.caps().rows() + 1);
    binder.bind(prepared, values);
    if (!prepared.execute()) {
      return Json.object().put("update_count", prepared.getLargeUpdateCount());
    }
    try (ResultSet result = prepared.getResultSet()) {
      return new RowReader(task.caps(), stop, progress).read(result);
    }
  }

  private ObjectNode batch(PreparedStatement prepared, Binder binder, List<List<JsonNode>> sets)
      throws SQLException {
    long changed = 0;
    for (int from = 0; from < sets.size(); from += BATCH) {
      List<List<JsonNode>> part = sets.subList(from, Math.min(sets.size(), from + BATCH));
      for (List<JsonNode> values : part) {
        binder.bind(prepared, values);
        prepared.addBatch();
      }
      stop.check();
      changed = sum(changed, prepared.executeBatch());
      progress.progress((double) (from + part.size()) / sets.size(), "batch");
    }
    ObjectNode result = Json.object().put("batch_size", sets.size());
    return changed < 0 ? result : result.put("update_count", changed);
  }

  /** A driver may not know how many rows it changed; then the sum is not known. */
  private static long sum(long before, int[] counts) {
    long sum = before;
    for (int count : counts) {
      sum = count < 0 || sum < 0 ? -1 : sum + count;
    }
    return sum;
  }
}
