package org.espalier.executor.sql;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.pool.DataSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLWarning;
import java.time.Duration;
import org.espalier.database.SqlFailures;
import org.espalier.settings.SqlDataSource;

/**
 * Connections to a JDBC URL, up to a limit, in a pool of Agroal. One that was given back is kept
 * for a minute, so that the next task need not open another; there is none before the first task.
 */
final class UrlSource implements ConnectionSource {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration CHECKED_AFTER = Duration.ofSeconds(1);
  private static final int CHECK_SECONDS = 5;
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final SqlDataSource settings;
  private final AgroalDataSource pool;

  UrlSource(SqlDataSource settings, Class<? extends Driver> driver) {
    this.settings = settings;
    this.pool = new DataSource(configuration(settings, driver).get());
  }

  /**
   * Connections are not kept for threads, which come and go here; and every failure but a warning
   * takes its connection out of the pool, since a cancel may have been sent to it.
   */
  private static AgroalDataSourceConfigurationSupplier configuration(
      SqlDataSource settings, Class<? extends Driver> driver) {
    return new AgroalDataSourceConfigurationSupplier()
        .connectionPoolConfiguration(
            pool ->
                pool.minSize(0)
                    .maxSize(settings.maxConnections())
                    .connectionCache(ConnectionCache.none())
                    .acquisitionTimeout(WAIT)
                    .idleValidationTimeout(CHECKED_AFTER)
                    .reapTimeout(KEPT)
                    .connectionValidator(
                        ConnectionValidator.defaultValidatorWithTimeout(CHECK_SECONDS))
                    .exceptionSorter(failure -> !(failure instanceof SQLWarning))
                    .connectionFactoryConfiguration(
                        factory -> {
                          factory.jdbcUrl(settings.url()).connectionProviderClass(driver);
                          if (!settings.user().isEmpty()) {
                            factory
                                .principal(new NamePrincipal(settings.user()))
                                .credential(new SimplePassword(settings.password()));
                          }
                          return factory;
                        }));
  }

  @Override
  public Connection connect() throws SQLException {
    long begin = System.nanoTime();
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      boolean waited = System.nanoTime() - begin >= WAIT.toNanos();
      throw waited && SqlFailures.state(e).isEmpty()
          ? new SQLTransientConnectionException(
              "all %d connections are in use".formatted(settings.maxConnections()), "08001", e)
          : e;
    }
  }

  /** The pool finds a connection that was closed below it, and forgets it. */
  @Override
  public void giveBack(Connection connection, boolean isClean) throws SQLException {
    try (connection) {
      if (!isClean && !connection.isClosed()) {
        connection.unwrap(Connection.class).close();
      }
    }
  }

  @Override
  public boolean isEmbedded() {
    return settings.url().startsWith("jdbc:h2:");
  }

  @Override
  public void close() {
    pool.close();
  }
}
