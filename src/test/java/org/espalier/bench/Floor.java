package org.espalier.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.it.Postgres;

/**
 * What PostgreSQL alone does: plain JDBC on one connection, batches of 100 rows, each committed,
 * into and over the table {@code task} of the same schema in a database of its own.
 *
 * @param inserts rows a second, median
 * @param updates rows a second, median
 */
record Floor(double inserts, double updates) {
  private static final String SCHEMA = "postgresql/V1__foundation.sql";
  private static final String TREE =
      "insert into tree (id, name, task_count, created_at) values (?, 'floor', ?, now())";
  private static final String INSERT =
      """
      insert into task (id, tree_id, ordinal, task_key, name, executor, priority, dependencies, inputs, at_most_once,
        created_at, status, progress, attempts, updated_at)
      values (?, ?, ?, 't', 't', 'echo_executor', 2, '[]', '{}', false, ?, 'pending', 0, 0, ?)
      """;
  private static final String UPDATE =
      """
      update task set status = ?, progress = ?, result = ?, attempts = ?, started_at = ?, completed_at = ?,
        updated_at = ?, version = version + 1
      where id = ? and status = ?
      """;
  private static final int BATCH = 100;
  private static final int ROWS = 20_000;
  private static final int WARM_UPS = 2;

  /** Measures both forms and reports them. */
  static Floor measure(Postgres postgres, Options options, Report report)
      throws SQLException, IOException {
    double[] inserts = new double[options.repetitions()];
    double[] updates = new double[options.repetitions()];
    String url = postgres.freshDatabase().url() + "?reWriteBatchedInserts=true";
    try (Connection connection =
        DriverManager.getConnection(url, postgres.user(), postgres.password())) {
      createTables(connection);
      for (int i = -WARM_UPS; i < inserts.length; i++) {
        List<UUID> ids = new ArrayList<>(ROWS);
        double inserted = ROWS / insert(connection, ids);
        double updated = ROWS / update(connection, ids);
        if (i >= 0) {
          inserts[i] = inserted;
          updates[i] = updated;
        }
      }
    }
    Figure inserting = Figure.of("FLOOR insert in batches of 100", "rows/s", null, inserts);
    Figure updating = Figure.of("FLOOR update in batches of 100", "rows/s", null, updates);
    report.add(inserting);
    report.add(updating);
    return new Floor(inserting.median(), updating.median());
  }

  private static void createTables(Connection connection) throws SQLException, IOException {
    try (InputStream script = Database.class.getResourceAsStream(SCHEMA);
        Statement statement = connection.createStatement()) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    connection.setAutoCommit(false);
  }

  private static double insert(Connection connection, List<UUID> ids) throws SQLException {
    UUID tree = UUID.randomUUID();
    try (PreparedStatement insert = connection.prepareStatement(TREE)) {
      insert.setObject(1, tree);
      insert.setInt(2, ROWS);
      insert.executeUpdate();
    }
    long start = System.nanoTime();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (int i = 0; i < ROWS; i++) {
        UUID id = UUID.randomUUID();
        ids.add(id);
        insert.setObject(1, id);
        insert.setObject(2, tree);
        insert.setInt(3, i);
        insert.setObject(4, now());
        insert.setObject(5, now());
        add(connection, insert, i);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double update(Connection connection, List<UUID> ids) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (int i = 0; i < ROWS; i++) {
        update.setString(1, "completed");
        update.setDouble(2, 1);
        update.setString(3, "{}");
        update.setInt(4, 1);
        for (int field = 5; field <= 7; field++) {
          update.setObject(field, now());
        }
        update.setObject(8, ids.get(i));
        update.setString(9, "pending");
        add(connection, update, i);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void add(Connection connection, PreparedStatement statement, int index)
      throws SQLException {
    statement.addBatch();
    if ((index + 1) % BATCH == 0) {
      statement.executeBatch();
      connection.commit();
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  /**
   * Seconds PostgreSQL needs at this pace for the rows of such trees. Inserted are a tree, a run
   * and at least one row of events each, and a task and an attempt per task; updated are each run
   * and each task.
   */
  double seconds(int trees, int tasks) {
    return (3.0 * trees + 2.0 * tasks) / inserts + (double) (trees + tasks) / updates;
  }
}
