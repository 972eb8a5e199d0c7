package org.espalier.engine.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.espalier.database.Statements;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.store.RunPlan.PlannedTask;
import org.espalier.json.Json;
import org.espalier.tree.OriginType;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/** Inserts runs and puts requests to them, inside the caller's transaction. Stateless. */
public final class RunStore {
  private static final String INSERT =
      """
      insert into run (id, tree_id, active_tree_id, number, status, scope, started_by, priority, inputs, created_at,
        claimed_by, node, epoch, revision, pending, in_progress, completed, failed, cancelled, progress, options)
      values (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 0, 0, 0, ?, ?)
      """;
  private static final String LOCK_TREE = "select merges_flat from tree where id = ? for update";
  private static final String ACTIVE = "select id from run where active_tree_id = ?";
  private static final String NEXT_NUMBER =
      "select coalesce(max(number), 0) + 1 from run where tree_id = ?";
  private static final String TASKS =
      "select id, status, progress, dependencies, priority, parent_id, origin_type, element from task where tree_id = ?";
  private static final String RESET =
      """
      update task set status = 'pending', progress = 0, result = null, error = null, attempts = 0, run_id = ?,
        retry_at = null, started_at = null, completed_at = null, updated_at = ?, version = version + 1
      where id = ?
      """;
  private static final String SHRINK = "update tree set task_count = task_count - ? where id = ?";
  private static final String LAST_RUN = "update tree set last_run_id = ? where id = ?";
  private static final String STATUS = "select status from run where id = ?";
  private static final String REQUEST_OF_OWNED =
      """
      update run set request = case when request = 'cancel' then request else ? end
      where id = ? and (claimed_by is not null or request = 'cancel')
        and status in ('queued', 'running', 'waiting', 'paused')
      """;
  private static final String CANCEL_UNOWNED =
      """
      update run set status = 'queued', request = 'cancel'
      where id = ? and claimed_by is null and status in ('queued', 'waiting', 'paused')
      """;
  private static final String PAUSE_UNOWNED =
      """
      update run set status = 'paused', request = null
      where id = ? and claimed_by is null and status in ('queued', 'waiting')
        and (request is null or request <> 'cancel')
      """;
  private static final String RESUME_PAUSED =
      """
      update run set status = 'queued', request = null
      where id = ? and claimed_by is null and (status = 'paused' or status = 'queued' and request = 'pause')
      """;
  private static final String CANCELLATIONS =
      """
      select cancellations from run
      where id = ? and status in ('queued', 'running', 'waiting', 'paused') for update
      """;
  private static final String CANCEL_TASKS =
      """
      update run set cancellations = ?,
        wake_at = case when status = 'waiting' and claimed_by is null then current_timestamp else wake_at end
      where id = ?
      """;
  private static final String TREE_OF = "select tree_id, progress from run where id = ?";

  private RunStore() {}

  /**
   * A new run. {@code claimedBy} and {@code node} are null when it is only queued; then the epoch
   * is 0, otherwise 1.
   */
  public record NewRun(
      UUID id,
      UUID treeId,
      int number,
      RunScope scope,
      RunTrigger trigger,
      int priority,
      Map<UUID, ObjectNode> inputs,
      Instant createdAt,
      @Nullable UUID claimedBy,
      @Nullable String node,
      int taskCount,
      double progress,
      RunOptions options) {}

  public static void insert(Connection connection, List<NewRun> runs) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (NewRun run : runs) {
        Statements.fill(insert)
            .id(run.id)
            .id(run.treeId)
            .id(run.treeId)
            .number(run.number)
            .text(run.scope.word())
            .text(run.trigger.word())
            .number(run.priority)
            .text(run.inputs.isEmpty() ? null : inputsText(run.inputs))
            .instant(run.createdAt)
            .id(run.claimedBy)
            .text(run.node)
            .number(run.claimedBy == null ? 0 : 1)
            .number(run.taskCount)
            .decimal(run.progress)
            .text(run.options.text());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static String inputsText(Map<UUID, ObjectNode> inputs) {
    ObjectNode json = Json.object();
    inputs.forEach((task, value) -> json.set(task.toString(), value));
    return Json.write(json);
  }

  /**
   * Locks a tree against other starts and against edits, until the transaction ends.
   *
   * @return how all runs of the tree differ from the usual one; empty when there is no such tree
   */
  public static Optional<RunOptions> lockTree(Connection connection, UUID treeId)
      throws SQLException {
    return first(connection, LOCK_TREE, treeId).map(flat -> new RunOptions((Boolean) flat, false));
  }

  /** The run of a tree that is not over. */
  public static Optional<UUID> activeRun(Connection connection, UUID treeId) throws SQLException {
    return first(connection, ACTIVE, treeId).map(UUID.class::cast);
  }

  public static int nextNumber(Connection connection, UUID treeId) throws SQLException {
    return first(connection, NEXT_NUMBER, treeId).map(n -> ((Number) n).intValue()).orElse(1);
  }

  /** A run's status; empty when there is no such run. */
  public static Optional<RunStatus> status(Connection connection, UUID runId) throws SQLException {
    return first(connection, STATUS, runId).map(word -> RunStatus.ofWord((String) word));
  }

  private static Optional<Object> first(Connection connection, String sql, UUID id)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, id);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.ofNullable(result.getObject(1)) : Optional.empty();
      }
    }
  }

  /** A tree's tasks, as a plan needs them, and the priority of its root. */
  public record TreeTasks(List<PlannedTask> tasks, int rootPriority) {}

  public static TreeTasks tasks(Connection connection, UUID treeId) throws SQLException {
    List<PlannedTask> tasks = new ArrayList<>();
    int rootPriority = 0;
    try (PreparedStatement query = connection.prepareStatement(TASKS)) {
      query.setObject(1, treeId);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          tasks.add(
              new PlannedTask(
                  result.getObject("id", UUID.class),
                  TaskStatus.ofWord(result.getString("status")),
                  result.getDouble("progress"),
                  TaskDependency.ofJson(result.getString("dependencies")),
                  isFrozen(result.getString("origin_type")),
                  result.getObject("element") == null
                      ? null
                      : result.getObject("parent_id", UUID.class)));
          if (result.getObject("parent_id") == null) {
            rootPriority = result.getInt("priority");
          }
        }
      }
    }
    return new TreeTasks(tasks, rootPriority);
  }

  private static boolean isFrozen(@Nullable String originType) {
    return originType != null && OriginType.ofWord(originType).isFrozen();
  }

  /**
   * Adds to what is said of a run that is not over, and wakes one that sleeps; whether there is
   * such a run.
   */
  public static boolean addCancellation(
      Connection connection, UUID runId, UnaryOperator<Cancellations> addition)
      throws SQLException {
    Cancellations before;
    try (PreparedStatement query = connection.prepareStatement(CANCELLATIONS)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        if (!result.next()) {
          return false;
        }
        before = Cancellations.ofText(result.getString(1));
      }
    }
    try (PreparedStatement update = connection.prepareStatement(CANCEL_TASKS)) {
      Statements.fill(update).text(addition.apply(before).text()).id(runId);
      return update.executeUpdate() == 1;
    }
  }

  /** Deletes tasks that were made for elements of lists. */
  public static void removeMade(Connection connection, UUID treeId, List<UUID> tasks)
      throws SQLException {
    if (tasks.isEmpty()) {
      return;
    }
    ElementRows.delete(connection, tasks);
    try (PreparedStatement update = connection.prepareStatement(SHRINK)) {
      Statements.fill(update).number(tasks.size()).id(treeId);
      update.executeUpdate();
    }
  }

  /** Sets tasks back to pending for a run. */
  public static void reset(
      Connection connection, UUID runId, UUID treeId, Set<UUID> tasks, Instant now)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(RESET)) {
      for (UUID task : tasks) {
        Statements.fill(update).id(runId).instant(now).id(task);
        update.addBatch();
      }
      update.executeBatch();
    }
    try (PreparedStatement update = connection.prepareStatement(LAST_RUN)) {
      Statements.fill(update).id(runId).id(treeId);
      update.executeUpdate();
    }
  }

  /**
   * Puts a request to the node that owns the run; whether there is one. A run that waits to be
   * cancelled counts as owned, since its cancel is final.
   */
  public static boolean requestOfOwned(Connection connection, UUID runId, RunRequest request)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(REQUEST_OF_OWNED)) {
      Statements.fill(update).text(request.word()).id(runId);
      return update.executeUpdate() == 1;
    }
  }

  /**
   * Queues a run that nobody owns, to be cancelled by whoever claims it; so that every end has one
   * writer.
   */
  public static boolean cancelUnowned(Connection connection, UUID runId) throws SQLException {
    return update(connection, CANCEL_UNOWNED, runId);
  }

  public static boolean pauseUnowned(Connection connection, UUID runId) throws SQLException {
    return update(connection, PAUSE_UNOWNED, runId);
  }

  /** Queues a run that is paused, or that whoever claims it is to pause. */
  public static boolean resumePaused(Connection connection, UUID runId) throws SQLException {
    return update(connection, RESUME_PAUSED, runId);
  }

  private static boolean update(Connection connection, String sql, UUID runId) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, runId);
      return update.executeUpdate() == 1;
    }
  }

  /** The tree of a run and its progress. */
  public record TreeOfRun(UUID treeId, double progress) {}

  public static TreeOfRun treeOf(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TREE_OF)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return new TreeOfRun(result.getObject(1, UUID.class), result.getDouble(2));
      }
    }
  }
}
