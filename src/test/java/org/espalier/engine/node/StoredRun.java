package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.store.RunStore;

/** A tree in the database with a run of it, put there row by row. */
public final class StoredRun {
  public final UUID runId = UUID.randomUUID();
  public final List<UUID> tasks = new ArrayList<>();
  private final TestDatabase database;

  private StoredRun(TestDatabase database) {
    this.database = database;
  }

  public UUID treeId() {
    return tasks.get(0);
  }

  /** A queued run that nobody owns. */
  public static StoredRun queued(
      TestDatabase database, int taskCount, int priority, Instant createdAt) throws SQLException {
    StoredRun run = new StoredRun(database);
    for (int i = 0; i < taskCount; i++) {
      run.tasks.add(UUID.randomUUID());
    }
    database
        .database()
        .transaction(
            connection -> {
              run.insert(connection, priority, createdAt);
              return null;
            });
    return run;
  }

  private void insert(Connection connection, int priority, Instant createdAt) throws SQLException {
    String now = "timestamp with time zone '" + createdAt + "'";
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "insert into tree (id, name, task_count, created_at) values ('%s', 't', %d, %s)"
              .formatted(treeId(), tasks.size(), now));
      for (int i = 0; i < tasks.size(); i++) {
        statement.addBatch(
            """
            insert into task (id, tree_id, ordinal, name, executor, priority, dependencies, inputs, at_most_once,
              created_at, status, progress, attempts, run_id, updated_at)
            values ('%s', '%s', %d, 't%d', 'echo_executor', 2, '[]', '{}', false, %s, 'pending', 0, 0, '%s', %s)
            """
                .formatted(tasks.get(i), treeId(), i, i, now, runId, now));
      }
      statement.executeBatch();
    }
    RunStore.insert(
        connection,
        List.of(
            new RunStore.NewRun(
                runId,
                treeId(),
                1,
                RunScope.ALL,
                RunTrigger.REQUEST,
                priority,
                Map.of(),
                createdAt,
                null,
                null,
                tasks.size(),
                0,
                RunOptions.NONE)));
  }

  /** Sets columns of the run's row. */
  public StoredRun with(String assignments) {
    database.execute("update run set %s where id = '%s'".formatted(assignments, runId));
    return this;
  }

  /** Columns of the run's row, as text. */
  public String row(String columns) {
    return one(
        "select concat_ws(' ', %s, cast(null as varchar)) from run where id = '%s'"
            .formatted(columns, runId));
  }

  public String task(int number, String columns) {
    return one(
        "select concat_ws(' ', %s, cast(null as varchar)) from task where id = '%s'"
            .formatted(columns, tasks.get(number)));
  }

  /** How many rows of a table belong to the run. */
  public int count(String table) {
    return Integer.parseInt(
        one("select count(*) from %s where run_id = '%s'".formatted(table, runId)));
  }

  private String one(String sql) {
    try {
      return database
          .database()
          .transaction(
              connection -> {
                try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                  result.next();
                  return String.valueOf(result.getObject(1));
                }
              });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
