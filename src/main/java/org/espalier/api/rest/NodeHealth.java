package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.node.AttemptLoad;
import org.espalier.engine.node.Engine;
import org.espalier.settings.EspalierSettings;
import org.espalier.wire.Health;

/** Looks at what this node needs to serve and to run: its database and its lease. */
@ApplicationScoped
public class NodeHealth {
  private static final int ANSWER_SECONDS = 2;
  private static final String NO_DATABASE =
      "The database cannot be reached, or has no connection to spare.";
  private static final String NO_LEASE =
      "The node's lease is overdue, and other nodes may take its runs; the node begins anew when it reaches the database.";
  private static final String SUSPENDED =
      "Attempts by these executors do not stop, and no more of them are begun until they do: %s. Restart the node.";

  @Inject Database database;
  @Inject Engine engine;
  @Inject EspalierSettings settings;

  /** For the container, which sets the fields. */
  public NodeHealth() {}

  /**
   * How the node is now. Takes as long as a connection to the database does, at most the pool's
   * patience.
   */
  Health look(String version) {
    boolean hasDatabase = databaseAnswers();
    boolean hasLease = engine.isUp();
    AttemptLoad load = engine.load();
    List<String> reasons = new ArrayList<>();
    if (!hasDatabase) {
      reasons.add(NO_DATABASE);
    }
    if (!hasLease) {
      reasons.add(NO_LEASE);
    }
    if (!load.suspended().isEmpty()) {
      reasons.add(SUSPENDED.formatted(String.join(", ", new TreeSet<>(load.suspended()))));
    }
    return new Health(
        hasDatabase && hasLease ? "up" : "down",
        version,
        settings.node().name(),
        hasDatabase ? database.dialect().name().toLowerCase(Locale.ROOT) : "unreachable",
        hasLease ? "held" : "overdue",
        reasons.isEmpty() ? null : String.join(" ", reasons),
        engine.activeRuns(),
        load.running(),
        load.abandoned());
  }

  private boolean databaseAnswers() {
    try (Connection connection = database.connect()) {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException | DatabaseUnavailableException e) {
      return false;
    }
  }
}
