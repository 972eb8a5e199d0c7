package org.espalier.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.espalier.it.Leftovers;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh, migrated database for one test class: H2 in memory, or one in a real PostgreSQL that all
 * tests share.
 */
public final class TestDatabase implements AutoCloseable {
  private final String url;
  private final DataSource dataSource;
  private final EntityManagerFactory entityManagers;

  private TestDatabase(String url, DataSource dataSource) {
    this.url = url;
    this.dataSource = dataSource;
    new SchemaMigrator(database()).migrate();
    this.entityManagers =
        Persistence.createEntityManagerFactory("espalier", outsideAServer(dataSource));
  }

  private static Map<String, Object> outsideAServer(DataSource dataSource) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
    properties.put("jakarta.persistence.jtaDataSource", null);
    properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
    properties.put(
        "hibernate.transaction.jta.platform",
        "org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform");
    return properties;
  }

  /** An empty H2 database in memory. */
  public static TestDatabase h2() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=64";
    JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
    pool.setMaxConnections(100);
    return new TestDatabase(url, pool);
  }

  /** An empty database in a PostgreSQL that is started once for all tests of this JVM. */
  public static TestDatabase postgres() {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    create(name, Shared.MIGRATED);
    PGConnectionPoolDataSource source = source(name);
    return new TestDatabase(source.getUrl(), pooled(source));
  }

  /** The same with a connection for each use, for tests that end all connections there are. */
  public static TestDatabase postgresWithoutPool() {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    create(name, Shared.MIGRATED);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(source(name).getUrl());
    source.setUser("postgres");
    return new TestDatabase(source.getUrl(), source);
  }

  /** As a server would: a process of PostgreSQL for each transaction took most of a test's time. */
  private static DataSource pooled(PGConnectionPoolDataSource source) {
    JdbcConnectionPool pool = JdbcConnectionPool.create(source);
    pool.setMaxConnections(100);
    return pool;
  }

  private static void create(String name, String template) {
    try (Connection connection = Shared.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + template);
      statement.execute("alter database " + name + " set timezone to 'Asia/Kathmandu'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PGConnectionPoolDataSource source(String name) {
    PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {Shared.SERVER.getPort()});
    source.setDatabaseName(name);
    source.setUser("postgres");
    source.setReWriteBatchedInserts(true);
    return source;
  }

  private static final class Shared {
    static final EmbeddedPostgres SERVER = start();

    /** The others are copies of it, which is faster than to migrate each. */
    static final String MIGRATED = migrated("migrated");

    private static String migrated(String name) {
      create(name, "template1");
      JdbcConnectionPool once = JdbcConnectionPool.create(source(name));
      new SchemaMigrator(new Database(once)).migrate();
      once.dispose();
      return name;
    }

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setDataDirectory(Leftovers.of(Files.createTempDirectory("espalier-postgres")))
                .setServerConfig("max_connections", "300")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The database as the engine uses it. */
  public Database database() {
    return new Database(dataSource);
  }

  /** The same behind something that stands between. */
  public Database database(UnaryOperator<DataSource> between) {
    return new Database(between.apply(dataSource));
  }

  /** As JDBC drivers read it. */
  public String url() {
    return url;
  }

  /** Where its connections come from. */
  public DataSource dataSource() {
    return dataSource;
  }

  /** The database as JPA uses it. */
  public EntityManagerFactory entityManagers() {
    return entityManagers;
  }

  /** Runs a statement. */
  public int execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    entityManagers.close();
    if (dataSource instanceof JdbcConnectionPool pool) {
      pool.dispose();
    }
  }
}
