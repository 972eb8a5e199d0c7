package org.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.espalier.it.EspalierServer;
import org.espalier.it.Postgres;

/** The database of a scenario, as the test looks into it beside the servers. */
sealed interface Store {
  /** Something to be read from the database. */
  @FunctionalInterface
  interface Query<T> {
    T of(Connection connection) throws SQLException;
  }

  <T> T read(Query<T> query);

  /** A PostgreSQL, which can be looked into at any time. */
  record OnPostgres(Postgres postgres) implements Store {
    @Override
    public <T> T read(Query<T> query) {
      try (Connection connection = postgres.connect()) {
        return query.of(connection);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The embedded file, which can be looked into while the server is down. A copy is read, so that
   * what the next start finds is what the last process left, and nobody has mended it before.
   */
  record OnH2(EspalierServer server) implements Store {
    @Override
    public <T> T read(Query<T> query) {
      try {
        Path directory = Files.createTempDirectory("espalier-chaos");
        Path copy = directory.resolve("espalier.mv.db");
        Files.copy(server.dataDir().resolve("espalier.mv.db"), copy);
        String url = "jdbc:h2:file:" + directory.resolve("espalier") + ";IFEXISTS=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
          return query.of(connection);
        } finally {
          Files.deleteIfExists(copy);
          Files.deleteIfExists(directory.resolve("espalier.trace.db"));
          Files.deleteIfExists(directory);
        }
      } catch (IOException | SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
