package org.espalier.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The databases Espalier runs on. */
public enum Dialect {
  POSTGRESQL,
  H2;

  /**
   * The dialect of a connection.
   *
   * @throws SQLException when the product is not one Espalier runs on
   */
  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "PostgreSQL" -> POSTGRESQL;
      case "H2" -> H2;
      default ->
          throw new SQLException(
              "Espalier runs on PostgreSQL and H2; the default datasource is " + product);
    };
  }

  /** The folder of this dialect's migrations. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}
