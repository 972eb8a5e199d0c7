package org.espalier.engine.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.espalier.database.Database;
import org.espalier.thread.Poller;
import org.jspecify.annotations.Nullable;

/**
 * Has PostgreSQL count the rows of a young database as it grows. Autovacuum looks once a minute, or
 * later under load; until then statements are planned for tables that are all but empty, and such
 * plans, which read a table from end to end, are kept. Tables beyond a size are left to autovacuum,
 * since their plans do not change any more. Thread-safe.
 */
@ApplicationScoped
public class TableStatistics implements NodeService {
  private static final Duration WHILE_YOUNG = Duration.ofSeconds(2);
  private static final Duration WHEN_LARGE = Duration.ofMinutes(10);

  /** The tables the engine writes that are yet to reach 5,000 pages, and which have grown. */
  private static final String YOUNG =
      """
      select relname, pg_relation_size(oid) > 4 * current_setting('block_size')::int * greatest(relpages, 4)
      from pg_class
      where oid in ('tree'::regclass, 'task'::regclass, 'run'::regclass, 'attempt'::regclass, 'event'::regclass)
        and relpages < 5000
      """;

  private @Nullable Poller poller;

  @Inject Database database;

  /** For the container, which sets the field. */
  public TableStatistics() {}

  TableStatistics(Database database) {
    this.database = database;
  }

  @Override
  public void start(ThreadFactory threads) {
    if (!database.isEmbedded()) {
      Poller started = new Poller("espalier-statistics", this::look);
      started.start(threads);
      poller = started;
    }
  }

  @Override
  public void stop() {
    if (poller != null) {
      poller.stop();
    }
  }

  /**
   * Counts where it is time to.
   *
   * @return when to look again
   */
  Duration look() throws SQLException {
    return database.transaction(
        connection -> {
          List<String> grown = new ArrayList<>();
          boolean isYoung = false;
          try (Statement statement = connection.createStatement();
              ResultSet tables = statement.executeQuery(YOUNG)) {
            while (tables.next()) {
              isYoung = true;
              if (tables.getBoolean(2)) {
                grown.add(tables.getString(1));
              }
            }
          }
          analyze(connection, grown);
          return isYoung ? WHILE_YOUNG : WHEN_LARGE;
        });
  }

  private static void analyze(Connection connection, List<String> tables) throws SQLException {
    if (!tables.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("analyze (skip_locked) " + String.join(", ", tables));
      }
    }
  }
}
