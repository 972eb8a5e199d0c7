package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one column of the current row as JSON: numbers keep their digits, times are ISO-8601,
 * instants in UTC, bytes base64, and what JSON has no word for is the database's own text.
 *
 * @param index from 1
 * @param type as in {@link Types}
 * @param typeName the database's name, in lower case
 */
record ColumnValue(int index, String label, int type, String typeName) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Their JDBC types say something else in one of the databases. */
  private static final Set<String> READ_AS_TEXT =
      Set.of("uuid", "money", "timetz", "bit", "varbit", "oid", "interval");

  /** The column that {@link Array#getResultSet} has after the number of the item. */
  private static final int ITEM_OF_ARRAY = 2;

  static ColumnValue of(ResultSetMetaData columns, int index, String label) throws SQLException {
    return new ColumnValue(
        index, label, columns.getColumnType(index), columns.getColumnTypeName(index));
  }

  ColumnValue {
    typeName = typeName.toLowerCase(Locale.ROOT);
  }

  JsonNode read(ResultSet row) throws SQLException {
    JsonNode value = value(row);
    return value == null || row.wasNull() ? NullNode.instance : value;
  }

  private @Nullable JsonNode value(ResultSet row) throws SQLException {
    switch (typeName) {
      case "json", "jsonb" -> {
        return json(row.getString(index));
      }
      case "bool", "boolean" -> {
        return JSON.booleanNode(row.getBoolean(index));
      }
      case "timestamptz" -> {
        return instant(row);
      }
      default -> {
        return READ_AS_TEXT.contains(typeName) ? text(row.getString(index)) : byType(row);
      }
    }
  }

  private @Nullable JsonNode byType(ResultSet row) throws SQLException {
    return switch (type) {
      case Types.BOOLEAN -> JSON.booleanNode(row.getBoolean(index));
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          JSON.numberNode(row.getLong(index));
      case Types.REAL -> fraction(row.getFloat(index), Float.toString(row.getFloat(index)));
      case Types.FLOAT, Types.DOUBLE ->
          fraction(row.getDouble(index), Double.toString(row.getDouble(index)));
      case Types.NUMERIC, Types.DECIMAL -> decimal(row.getString(index));
      case Types.DATE -> date(row.getObject(index, LocalDate.class));
      case Types.TIMESTAMP -> local(row.getObject(index, LocalDateTime.class));
      case Types.TIMESTAMP_WITH_TIMEZONE -> instant(row);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          bytes(row.getBytes(index));
      case Types.ARRAY -> array(row.getArray(index));
      default -> text(row.getString(index));
    };
  }

  private static JsonNode fraction(double value, String text) {
    return Double.isFinite(value) ? JSON.numberNode(new BigDecimal(text)) : JSON.textNode(text);
  }

  /** PostgreSQL's numeric may be NaN or infinite. */
  private static @Nullable JsonNode decimal(@Nullable String digits) {
    if (digits == null) {
      return null;
    }
    boolean isNumber = digits.matches("[-+0-9.eE]+");
    return isNumber ? JSON.numberNode(new BigDecimal(digits)) : JSON.textNode(digits);
  }

  private @Nullable JsonNode instant(ResultSet row) throws SQLException {
    OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
    if (time == null) {
      return null;
    }
    return endless(time, OffsetDateTime.MIN, OffsetDateTime.MAX)
        .orElseGet(() -> JSON.textNode(time.toInstant().toString()));
  }

  private static @Nullable JsonNode local(@Nullable LocalDateTime time) {
    if (time == null) {
      return null;
    }
    return endless(time, LocalDateTime.MIN, LocalDateTime.MAX)
        .orElseGet(() -> JSON.textNode(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)));
  }

  private static @Nullable JsonNode date(@Nullable LocalDate date) {
    if (date == null) {
      return null;
    }
    return endless(date, LocalDate.MIN, LocalDate.MAX)
        .orElseGet(() -> JSON.textNode(date.toString()));
  }

  /** The driver of PostgreSQL gives {@code infinity} as the last time Java has. */
  private static <T> Optional<JsonNode> endless(T time, T first, T last) {
    if (time.equals(first)) {
      return Optional.of(JSON.textNode("-infinity"));
    }
    return time.equals(last) ? Optional.of(JSON.textNode("infinity")) : Optional.empty();
  }

  private static @Nullable JsonNode text(@Nullable Object value) {
    return value == null ? null : JSON.textNode(value.toString());
  }

  private static @Nullable JsonNode bytes(byte @Nullable [] bytes) {
    return bytes == null ? null : JSON.textNode(Base64.getEncoder().encodeToString(bytes));
  }

  private static @Nullable JsonNode json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Json.readForeign(text);
    } catch (MalformedJsonException e) {
      return JSON.textNode(text);
    }
  }

  /** Each item as a column of its type would be read. */
  private static @Nullable JsonNode array(@Nullable Array array) throws SQLException {
    if (array == null) {
      return null;
    }
    ArrayNode items = Json.array();
    try (ResultSet rows = array.getResultSet()) {
      ColumnValue item = ColumnValue.of(rows.getMetaData(), ITEM_OF_ARRAY, "");
      while (rows.next()) {
        items.add(item.read(rows));
      }
    } finally {
      array.free();
    }
    return items;
  }
}
