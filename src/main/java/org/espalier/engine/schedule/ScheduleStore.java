package org.espalier.engine.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Instants;
import org.espalier.database.Statements;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.schedule.ScheduleType;
import org.espalier.settings.ScheduleSettings.Overlap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the schedules of tasks, inside the caller's transaction. Whoever writes one has
 * locked its tree first, as those who start runs or change tasks do. Stateless.
 */
final class ScheduleStore {
  private static final String BEING_RUN =
      "exists (select 1 from run where run.active_tree_id = task.tree_id)";
  private static final String DUE =
      """
      select id, tree_id, next_run_at from task
      where schedule_enabled and next_run_at <= ? and not (%s) order by next_run_at, id limit ?
      """;
  private static final String NEXT =
      "select min(next_run_at) from task where schedule_enabled and next_run_at > ?";
  private static final String LOCK_TREE = "select id from tree where id = ? for update";
  private static final String ROW =
      """
      select id, tree_id, schedule_type, schedule_expression, schedule_enabled, schedule_start_at, schedule_end_at,
        max_runs, next_run_at, last_run_at, run_count, counted_run_id, run_id
      from task where id = ?
      """;
  private static final String WRITE =
      """
      update task set schedule_enabled = ?, next_run_at = ?, last_run_at = ?, run_count = ?, counted_run_id = ?,
        updated_at = ?, version = version + 1
      where id = ? and run_count = ?
      """;

  private ScheduleStore() {}

  /** A task whose schedule is due. */
  record Due(UUID taskId, UUID treeId, Instant at) {}

  /**
   * Due tasks, the longest due first. Those that have to wait until their tree is not being run are
   * left out, so that they are not in the way of the others.
   */
  static List<Due> due(Connection connection, Instant now, Overlap overlap, int limit)
      throws SQLException {
    String waits =
        switch (overlap) {
          case WAIT -> BEING_RUN;
          case SKIP -> "schedule_type = 'once' and " + BEING_RUN;
        };
    try (PreparedStatement query = connection.prepareStatement(DUE.formatted(waits))) {
      Statements.fill(query).instant(now).number(limit);
      List<Due> due = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          due.add(
              new Due(
                  result.getObject(1, UUID.class),
                  result.getObject(2, UUID.class),
                  Instants.require(result, 3)));
        }
      }
      return due;
    }
  }

  /** The first time after now that something is due. */
  static Optional<Instant> next(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NEXT)) {
      Statements.fill(query).instant(now);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return Instants.find(result, 1);
      }
    }
  }

  /** Locks a tree, waiting for it; whether there is such a tree. */
  static boolean lockTree(Connection connection, UUID treeId) throws SQLException {
    return isThere(connection, LOCK_TREE, treeId);
  }

  /** Locks a tree, unless somebody else has it locked; whether that was done. */
  static boolean lockFreeTree(Connection connection, UUID treeId) throws SQLException {
    return isThere(connection, LOCK_TREE + " skip locked", treeId);
  }

  private static boolean isThere(Connection connection, String sql, UUID id) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, id);
      try (ResultSet result = query.executeQuery()) {
        return result.next();
      }
    }
  }

  /** The schedule of a task; empty when there is no such task. */
  static Optional<ScheduledTask> find(Connection connection, UUID taskId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ROW)) {
      query.setObject(1, taskId);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(row(result)) : Optional.empty();
      }
    }
  }

  private static ScheduledTask row(ResultSet result) throws SQLException {
    String type = result.getString("schedule_type");
    return new ScheduledTask(
        result.getObject("id", UUID.class),
        result.getObject("tree_id", UUID.class),
        new ScheduleDefinition(
            type == null ? null : ScheduleType.ofWord(type),
            result.getString("schedule_expression"),
            result.getBoolean("schedule_enabled"),
            instant(result, "schedule_start_at"),
            instant(result, "schedule_end_at"),
            (Integer) result.getObject("max_runs")),
        instant(result, "next_run_at"),
        instant(result, "last_run_at"),
        result.getInt("run_count"),
        result.getObject("counted_run_id", UUID.class),
        result.getObject("run_id", UUID.class));
  }

  private static @Nullable Instant instant(ResultSet result, String column) throws SQLException {
    return Instants.find(result, column).orElse(null);
  }

  /**
   * Writes what has become of a schedule.
   *
   * @param was as it was read, behind the lock of the tree
   * @throws IllegalStateException when it is not as it was read
   */
  static void write(Connection connection, ScheduledTask was, ScheduledTask is, Instant now)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(WRITE)) {
      Statements.fill(update)
          .flag(is.definition().enabled())
          .instant(is.dueAt())
          .instant(is.lastRunAt())
          .number(is.runCount())
          .id(is.countedRunId())
          .instant(now)
          .id(is.id())
          .number(was.runCount());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("the schedule of task " + was.id() + " has changed");
      }
    }
  }
}
