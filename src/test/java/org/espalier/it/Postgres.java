package org.espalier.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL on a free port of loopback; closing ends it and deletes its data. */
public final class Postgres implements AutoCloseable {
  private static final Duration RESTART_BOUND = Duration.ofSeconds(150);

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
              .setDataDirectory(Leftovers.of(Files.createTempDirectory("espalier-postgres")))
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

  /**
   * Restarts the server process on the same data and port, as an operator would, and returns when
   * it accepts connections again.
   *
   * @param mode of {@code pg_ctl}: {@code fast} ends all sessions, {@code immediate} is a crash
   */
  public void restart(String mode) {
    Path data = Path.of(ask("show data_directory"));
    List<String> words = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL does not run as root; the library starts it in a user name space of its own.
      words.addAll(List.of("unshare", "-U"));
    }
    words.addAll(List.of(binaries(data).resolve("pg_ctl").toString(), "restart"));
    words.addAll(List.of("-D", data.toString(), "-m", mode, "-w", "-t", "120"));
    Command restart = Command.run(data, Map.of(), RESTART_BOUND, words);
    if (restart.exit() != 0) {
      throw new AssertionError("PostgreSQL did not restart: " + restart.output());
    }
  }

  /** Where the running server's program is. */
  private static Path binaries(Path data) {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      Path program = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"));
      return program.getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every session of this database but the one that asks for it. */
  public void terminateConnections() {
    ask(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname ="
            + " current_database() and pid <> pg_backend_pid()");
  }

  private String ask(String sql) {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (database.equals("postgres")) {
      server.close();
    }
  }
}
