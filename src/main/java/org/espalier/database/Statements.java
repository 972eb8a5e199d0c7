package org.espalier.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Fills a prepared statement from left to right, with nulls where values are absent, in types both
 * databases take. Not thread-safe.
 */
public final class Statements {
  private final PreparedStatement statement;
  private int next = 1;

  private Statements(PreparedStatement statement) {
    this.statement = statement;
  }

  /** Begins at the first parameter. */
  public static Statements fill(PreparedStatement statement) {
    return new Statements(statement);
  }

  /** A UUID. */
  public Statements id(@Nullable Object id) throws SQLException {
    return object(id, Types.OTHER);
  }

  /** A text. NUL characters, which PostgreSQL cannot hold, become U+FFFD. */
  public Statements text(@Nullable String text) throws SQLException {
    if (text == null) {
      statement.setNull(next++, Types.VARCHAR);
    } else {
      statement.setString(next++, storable(text));
    }
    return this;
  }

  static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  public Statements number(long number) throws SQLException {
    statement.setLong(next++, number);
    return this;
  }

  public Statements number(@Nullable Long number) throws SQLException {
    return object(number, Types.BIGINT);
  }

  public Statements number(int number) throws SQLException {
    statement.setInt(next++, number);
    return this;
  }

  public Statements decimal(double number) throws SQLException {
    statement.setDouble(next++, number);
    return this;
  }

  public Statements flag(@Nullable Boolean flag) throws SQLException {
    return object(flag, Types.BOOLEAN);
  }

  /** A point in time, with microseconds. */
  public Statements instant(@Nullable Instant instant) throws SQLException {
    return object(
        instant == null ? null : instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  /** One array per column of these rows; PostgreSQL only. */
  public Statements rows(ColumnArrays rows) throws SQLException {
    Connection connection = statement.getConnection();
    for (int i = 0; i < rows.types().size(); i++) {
      statement.setArray(next++, connection.createArrayOf(rows.types().get(i), rows.column(i)));
    }
    return this;
  }

  /** The one row there is, a parameter for each column; PostgreSQL only. */
  public Statements single(ColumnArrays rows) throws SQLException {
    for (int i = 0; i < rows.types().size(); i++) {
      object(rows.first(i), sqlType(rows.types().get(i)));
    }
    return this;
  }

  /**
   * A value as {@link ColumnArrays#add} takes it.
   *
   * @param type PostgreSQL's name of its type
   */
  public Statements value(@Nullable Object value, String type) throws SQLException {
    return object(ColumnArrays.sent(value), sqlType(type));
  }

  /** A null must come with the type that a value has, or the statement is prepared once more. */
  private static int sqlType(String type) {
    return switch (type) {
      case "text" -> Types.VARCHAR;
      case "int4" -> Types.INTEGER;
      case "int8" -> Types.BIGINT;
      case "float8" -> Types.DOUBLE;
      case "bool" -> Types.BOOLEAN;
      case "timestamptz" -> Types.TIMESTAMP_WITH_TIMEZONE;
      default -> Types.OTHER;
    };
  }

  private Statements object(@Nullable Object value, int type) throws SQLException {
    if (value == null) {
      statement.setNull(next++, type);
    } else {
      statement.setObject(next++, value);
    }
    return this;
  }
}
