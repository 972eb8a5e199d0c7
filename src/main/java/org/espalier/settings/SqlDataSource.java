package org.espalier.settings;

/**
 * A database that tasks may use ({@code espalier.executors.sql.<name>.*}): either a data source of
 * the server or a JDBC URL.
 *
 * @param jndi the JNDI name of a data source; empty for none
 * @param url a JDBC URL; empty for none
 * @param user empty for none
 * @param password empty for none
 * @param driver class name of the JDBC driver; empty to let the URL find it
 * @param maxConnections most connections to the URL at a time
 * @param readOnly whether tasks may only read there
 */
public record SqlDataSource(
    String jndi,
    String url,
    String user,
    String password,
    String driver,
    int maxConnections,
    boolean readOnly) {

  static SqlDataSource read(SettingsReader reader, String key) {
    SqlDataSource source =
        new SqlDataSource(
            reader.text(key + "jndi", ""),
            reader.text(key + "url", ""),
            reader.text(key + "user", ""),
            reader.text(key + "password", ""),
            reader.text(key + "driver", ""),
            reader.integer(key + "max-connections", 10, 1, 1_000),
            reader.flag(key + "read-only", false));
    if (source.jndi.isEmpty() == source.url.isEmpty()) {
      throw new InvalidSettingException(
          key + "jndi", "a JNDI name, or else a JDBC URL in " + key + "url", source.jndi);
    }
    return source;
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return jndi.isEmpty() ? "SqlDataSource[url]" : "SqlDataSource[" + jndi + "]";
  }
}
