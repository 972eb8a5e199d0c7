package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/**
 * Binds JSON values to the parameters of a statement. PostgreSQL gets texts, arrays and objects
 * without a type, so that it takes them as what stands there: a uuid, a date, jsonb.
 *
 * @param isPostgres whether the database is PostgreSQL
 */
record Binder(boolean isPostgres) {
  static Binder of(Connection connection) throws SQLException {
    return new Binder(connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
  }

  void bind(PreparedStatement statement, List<JsonNode> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      bind(statement, i + 1, values.get(i));
    }
  }

  private void bind(PreparedStatement statement, int at, JsonNode value) throws SQLException {
    switch (value.getNodeType()) {
      case NULL, MISSING -> statement.setNull(at, Types.NULL);
      case BOOLEAN -> statement.setBoolean(at, value.booleanValue());
      case NUMBER -> number(statement, at, value);
      case STRING -> text(statement, at, value.textValue());
      case ARRAY -> array(statement, at, value);
      case OBJECT -> object(statement, at, value);
      case BINARY, POJO -> text(statement, at, value.asText());
    }
  }

  private static void number(PreparedStatement statement, int at, JsonNode value)
      throws SQLException {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      statement.setInt(at, value.intValue());
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      statement.setLong(at, value.longValue());
    } else {
      statement.setBigDecimal(at, value.decimalValue());
    }
  }

  private void text(PreparedStatement statement, int at, String text) throws SQLException {
    if (isPostgres) {
      statement.setObject(at, text, Types.OTHER);
    } else {
      statement.setString(at, text);
    }
  }

  /** {@code {"base64": text}} is bytes; any other object is JSON. */
  private void object(PreparedStatement statement, int at, JsonNode value) throws SQLException {
    JsonNode base64 = value.get("base64");
    if (value.size() != 1 || base64 == null || !base64.isTextual()) {
      text(statement, at, Json.write(value));
      return;
    }
    try {
      statement.setBytes(at, Base64.getDecoder().decode(base64.textValue()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "inputs.parameters must have valid base64 in {\"base64\": ...}.");
    }
  }

  private void array(PreparedStatement statement, int at, JsonNode value) throws SQLException {
    if (isPostgres) {
      statement.setObject(at, arrayText(value), Types.OTHER);
    } else {
      statement.setArray(at, statement.getConnection().createArrayOf("VARCHAR", texts(value)));
    }
  }

  /** PostgreSQL's array literal (its manual, 8.15.2). */
  private static String arrayText(JsonNode array) {
    List<String> items = new ArrayList<>();
    for (JsonNode item : array) {
      items.add(item.isArray() ? arrayText(item) : item.isNull() ? "NULL" : quoted(text(item)));
    }
    return "{" + String.join(",", items) + "}";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Object[] texts(JsonNode array) {
    List<Object> items = new ArrayList<>();
    array.forEach(item -> items.add(text(item)));
    return items.toArray();
  }

  private static String text(JsonNode item) {
    if (item.isContainerNode()) {
      return Json.write(item);
    }
    return item.isNumber() ? new BigDecimal(item.asText()).toPlainString() : item.asText();
  }
}
