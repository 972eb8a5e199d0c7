package org.espalier.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code sql_executor} may use ({@code espalier.executors.sql.*}).
 *
 * @param dataSources by the name tasks know them by
 * @param ownDatabase whether tasks may use Espalier's own database, as {@code espalier}
 * @param embedded whether tasks may use H2 databases inside the server
 * @param maxRows most rows of one result
 * @param maxBytes most bytes of the rows of one result, as JSON
 */
public record SqlSettings(
    Map<String, SqlDataSource> dataSources,
    boolean ownDatabase,
    boolean embedded,
    int maxRows,
    int maxBytes) {
  /** What tasks call Espalier's own database. */
  public static final String OWN_DATABASE = "espalier";

  private static final String KEY = "espalier.executors.sql.";

  public SqlSettings {
    dataSources = Map.copyOf(dataSources);
  }

  static SqlSettings read(SettingsReader reader) {
    Map<String, SqlDataSource> dataSources = new LinkedHashMap<>();
    for (String name : reader.list(KEY + "datasources")) {
      if (!name.matches("[a-z][a-z0-9-]{0,63}") || name.equals(OWN_DATABASE)) {
        throw new InvalidSettingException(
            KEY + "datasources", "names of small letters, digits and '-', not 'espalier'", name);
      }
      dataSources.put(name, SqlDataSource.read(reader, KEY + name + "."));
    }
    return new SqlSettings(
        dataSources,
        reader.flag(KEY + "own-database", false),
        reader.flag(KEY + "embedded", false),
        reader.integer(KEY + "max-rows", 10_000, 1, 1_000_000),
        reader.integer(KEY + "max-bytes", 4 << 20, 1_024, 256 << 20));
  }
}
