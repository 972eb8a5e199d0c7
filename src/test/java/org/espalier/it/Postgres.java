package org.espalier.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL on a free port of loopback; closing ends it and deletes its data. */
public final class Postgres implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final AtomicInteger databases;
  private final String database;

  private Postgres(EmbeddedPostgres server, AtomicInteger databases, String database) {
    this.server = server;
    this.databases = databases;
    this.database = database;
  }

  /** Starts a server; its first database is empty. */
  public static Postgres start() {
    return start(Map.of());
  }

  /** Starts a server with these settings over the library's, which trade durability for speed. */
  public static Postgres start(Map<String, String> config) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("max_connections", "300");
      config.forEach(builder::setServerConfig);
      EmbeddedPostgres server = builder.start();
      return new Postgres(server, new AtomicInteger(), "postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty database on the same server. Closing it does nothing; the server outlives it. */
  public Postgres freshDatabase() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return new Postgres(server, databases, name);
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  public String user() {
    return "postgres";
  }

  public String password() {
    return "postgres";
  }

  public Connection connect() throws SQLException {
    return server.getDatabase(user(), database).getConnection();
  }

  @Override
  public void close() throws IOException {
    if (database.equals("postgres")) {
      server.close();
    }
  }
}
