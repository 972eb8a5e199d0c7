package org.espalier.tree;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.database.Statements;
import org.espalier.schedule.ScheduleDefinition;

/** Stores new trees in JDBC batches, inside the caller's transaction. Stateless. */
public final class TreeStore {
  private static final String TREE =
      "insert into tree (id, name, user_id, task_count, created_at, last_run_id, merges_flat) values (?, ?, ?, ?, ?, ?, ?)";
  private static final String TASK = TaskColumn.insert(TaskColumn.OF_SUBMITTED);

  /** Apart from the insert: hardly any task has these, and every task would carry them. */
  private static final String ORIGIN =
      """
      update task set original_task_id = ?, origin_type = ?, result = ?, started_at = ?, completed_at = ? where id = ?
      """;

  private static final String SCHEDULE =
      """
      update task set schedule_type = ?, schedule_expression = ?, schedule_enabled = ?, schedule_start_at = ?,
        schedule_end_at = ?, max_runs = ?, next_run_at = ?
      where id = ?
      """;
  private static final String TAKEN = "select id from task where id = ?";

  /** Rows a batch may gather before it is sent, so that a large tree does not have to fit in it. */
  private static final int MAX_BATCH = 1_000;

  private TreeStore() {}

  /** Inserts trees with all their tasks, as they are. */
  public static void insert(Connection connection, List<NewTree> trees) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(TREE)) {
      for (NewTree each : trees) {
        TaskTree tree = each.tree();
        Statements.fill(insert)
            .id(tree.id())
            .text(tree.name())
            .text(tree.userId().orElse(null))
            .number(tree.taskCount())
            .instant(tree.createdAt())
            .id(tree.lastRunId().orElse(null))
            .flag(tree.mergesFlat());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    insertTasks(connection, trees);
    noteOrigins(connection, trees);
    insertSchedules(connection, trees);
  }

  private static void noteOrigins(Connection connection, List<NewTree> trees) throws SQLException {
    List<Task> derived =
        trees.stream()
            .flatMap(tree -> tree.tasks().stream())
            .filter(task -> task.originalTaskId().isPresent())
            .toList();
    if (derived.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(ORIGIN)) {
      for (Task task : derived) {
        Statements.fill(update)
            .id(task.originalTaskId().orElse(null))
            .text(task.origin().word())
            .text(task.result().orElse(null))
            .instant(task.startedAt().orElse(null))
            .instant(task.completedAt().orElse(null))
            .id(task.id());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Apart from their tasks, of which few have one. */
  private static void insertSchedules(Connection connection, List<NewTree> trees)
      throws SQLException {
    List<Task> scheduled =
        trees.stream()
            .flatMap(tree -> tree.tasks().stream())
            .filter(task -> task.schedule().isGiven())
            .toList();
    if (scheduled.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(SCHEDULE)) {
      for (Task task : scheduled) {
        fillSchedule(update, task);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static void fillSchedule(PreparedStatement update, Task task) throws SQLException {
    ScheduleDefinition schedule = task.schedule().definition();
    Statements.fill(update)
        .text(schedule.type() == null ? null : schedule.type().word())
        .text(schedule.expression())
        .flag(schedule.enabled())
        .instant(schedule.startAt())
        .instant(schedule.endAt())
        .number(schedule.maxRuns() == null ? null : (Long) schedule.maxRuns().longValue())
        .instant(task.schedule().nextRunAt().orElse(null))
        .id(task.id());
  }

  private static void insertTasks(Connection connection, List<NewTree> trees) throws SQLException {
    int gathered = 0;
    try (PreparedStatement insert = connection.prepareStatement(TASK)) {
      for (NewTree tree : trees) {
        for (Task task : tree.tasks()) {
          TaskColumn.fill(Statements.fill(insert), TaskColumn.OF_SUBMITTED, task);
          insert.addBatch();
          if (++gathered % MAX_BATCH == 0) {
            insert.executeBatch();
          }
        }
      }
      if (gathered % MAX_BATCH != 0) {
        insert.executeBatch();
      }
    }
  }

  /** The ids of new tasks that stored tasks have already. */
  public static List<UUID> takenIds(Connection connection, List<NewTree> trees)
      throws SQLException {
    List<UUID> taken = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(TAKEN)) {
      for (NewTree tree : trees) {
        for (Task task : tree.tasks()) {
          query.setObject(1, task.id());
          try (ResultSet result = query.executeQuery()) {
            if (result.next()) {
              taken.add(task.id());
            }
          }
        }
      }
    }
    return taken;
  }
}
