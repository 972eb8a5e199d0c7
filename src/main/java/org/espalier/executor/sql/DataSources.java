package org.espalier.executor.sql;

import java.lang.reflect.InvocationTargetException;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.OptionalLibrary;
import org.espalier.settings.SqlDataSource;
import org.espalier.settings.SqlSettings;

/**
 * The data sources an administrator gave a name. Each is looked for when it is first used.
 * Thread-safe.
 */
final class DataSources implements AutoCloseable {
  private final SqlSettings settings;
  private final Lookup jndi;
  private final Map<String, ConnectionSource> sources = new ConcurrentHashMap<>();

  /** Finds a data source by its JNDI name. */
  @FunctionalInterface
  interface Lookup {
    DataSource find(String name) throws NamingException;
  }

  DataSources(SqlSettings settings, Lookup jndi) {
    this.settings = settings;
    this.jndi = jndi;
  }

  /** What is known of a data source before it is used. */
  SqlDataSource requireSettings(String name) {
    SqlDataSource found = settings.dataSources().get(name);
    if (found == null) {
      throw new InvalidInputException(
          "inputs.datasource must name a data source of this server (espalier.executors.sql.datasources); there are: %s."
              .formatted(String.join(", ", new TreeSet<>(settings.dataSources().keySet()))));
    }
    return found;
  }

  /**
   * The connections of a data source.
   *
   * @throws SQLException when it is configured, and not there
   */
  ConnectionSource require(String name) throws SQLException {
    ConnectionSource known = sources.get(name);
    if (known != null) {
      return known;
    }
    SqlDataSource configured = requireSettings(name);
    ConnectionSource made =
        configured.url().isEmpty()
            ? new PooledSource(lookup(name, configured.jndi()))
            : pool(name, configured);
    ConnectionSource earlier = sources.putIfAbsent(name, made);
    if (earlier != null) {
      made.close();
      return earlier;
    }
    return made;
  }

  private DataSource lookup(String name, String jndiName) throws SQLException {
    try {
      return jndi.find(jndiName);
    } catch (NamingException e) {
      throw new DataSourceMissingException(
          "Data source '%s': the server has none at %s.".formatted(name, jndiName), e);
    }
  }

  private static ConnectionSource pool(String name, SqlDataSource source) throws SQLException {
    Optional<String> missing =
        OptionalLibrary.missing("io.agroal.pool.DataSource", "Agroal (io.agroal:agroal-pool)");
    if (missing.isPresent()) {
      throw new DataSourceMissingException(
          "Data source '%s': %s Let the server pool it and give its JNDI name (espalier.executors.sql.%s.jndi)."
              .formatted(name, missing.get(), name),
          null);
    }
    return new UrlSource(source, driver(name, source).getClass());
  }

  private static Driver driver(String name, SqlDataSource source) throws SQLException {
    ClassLoader loader = DataSources.class.getClassLoader();
    if (!source.driver().isEmpty()) {
      return named(name, source.driver(), loader);
    }
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      if (driver.acceptsURL(source.url())) {
        return driver;
      }
    }
    throw new DataSourceMissingException(
        "Data source '%s': no JDBC driver of this server takes its URL; set espalier.executors.sql.%s.driver, or let the server pool it and give its JNDI name."
            .formatted(name, name),
        null);
  }

  private static Driver named(String name, String className, ClassLoader loader)
      throws DataSourceMissingException {
    try {
      return loader.loadClass(className).asSubclass(Driver.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new DataSourceMissingException(
          "Data source '%s': %s cannot be used as a JDBC driver.".formatted(name, className),
          cause);
    }
  }

  @Override
  public void close() {
    sources.values().forEach(ConnectionSource::close);
  }
}
