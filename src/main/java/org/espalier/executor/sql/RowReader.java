package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Json;

/** Reads rows into JSON until there are no more or a cap is reached; what is left is not read. */
final class RowReader {
  /** Rows to ask the database for at first; later about a megabyte of them. */
  static final int FIRST_FETCH = 16;

  private static final int FETCH_BYTES = 1 << 20;
  private static final int LARGEST_FETCH = 2_000;

  private final SqlTask.Caps caps;
  private final StatementCancellation stop;
  private final ProgressListener progress;
  private int rows;
  private long bytes;

  RowReader(SqlTask.Caps caps, StatementCancellation stop, ProgressListener progress) {
    this.caps = caps;
    this.stop = stop;
    this.progress = progress;
  }

  /** Fills {@code {"columns", "rows", "row_count", "truncated"}}. */
  ObjectNode read(ResultSet result) throws SQLException {
    List<ColumnValue> columns = columns(result.getMetaData());
    ObjectNode read = Json.object();
    describe(columns, read.putArray("columns"));
    String reached = rows(result, columns, read.putArray("rows"));
    read.put("row_count", rows).put("truncated", !reached.isEmpty());
    if (!reached.isEmpty()) {
      read.put("truncated_by", "max_" + reached);
    }
    return read;
  }

  /** Reads rows; answers the cap that was reached, empty for none. */
  private String rows(ResultSet result, List<ColumnValue> columns, ArrayNode into)
      throws SQLException {
    while (result.next()) {
      stop.check();
      if (rows == caps.rows()) {
        return capped("rows", caps.rows());
      }
      ObjectNode row = row(result, columns);
      bytes += Json.write(row).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > caps.bytes()) {
        return capped("bytes", caps.bytes());
      }
      into.add(row);
      rows++;
      adapt(result);
    }
    return "";
  }

  private String capped(String cap, int limit) throws TruncatedException {
    if (caps.fail()) {
      throw new TruncatedException(cap, limit);
    }
    return cap;
  }

  private static ObjectNode row(ResultSet result, List<ColumnValue> columns) throws SQLException {
    ObjectNode row = Json.object();
    for (ColumnValue column : columns) {
      row.set(column.label(), column.read(result));
    }
    return row;
  }

  /** Wide rows are fetched a few at a time, so that what is not kept does not fill the memory. */
  private void adapt(ResultSet result) throws SQLException {
    if (Integer.bitCount(rows) == 1 && rows >= FIRST_FETCH / 2) {
      long each = Math.max(1, bytes / rows);
      long most = Math.min(LARGEST_FETCH, caps.rows() + 1L); // JDBC: not more than setMaxRows
      result.setFetchSize((int) Math.max(1, Math.min(most, FETCH_BYTES / each)));
      progress.progress((double) rows / Math.max(1, caps.rows()), rows + " rows");
    }
  }

  private static void describe(List<ColumnValue> columns, ArrayNode into) {
    columns.forEach(c -> into.addObject().put("name", c.label()).put("type", c.typeName()));
  }

  /** A label that is there already gets a number: {@code id}, {@code id_2}. */
  private static List<ColumnValue> columns(ResultSetMetaData metaData) throws SQLException {
    List<ColumnValue> columns = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      String label = metaData.getColumnLabel(i);
      for (int n = 2; !labels.add(label); n++) {
        label = metaData.getColumnLabel(i) + "_" + n;
      }
      columns.add(ColumnValue.of(metaData, i, label));
    }
    return columns;
  }
}
