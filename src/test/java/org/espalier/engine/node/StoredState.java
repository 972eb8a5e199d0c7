package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;

/** What the database holds at one moment of a simulation. */
record StoredState(
    Map<UUID, Run> runs,
    Map<UUID, TaskOfTree> tasks,
    Map<AttemptKey, Attempt> attempts,
    Map<UUID, Approval> approvals,
    Map<UUID, Instant> leases) {

  static final StoredState EMPTY =
      new StoredState(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  private static final String RUNS =
      """
      select id, tree_id, number, status, claimed_by, epoch, revision, request, wake_at, active_tree_id, pending,
        in_progress, completed, failed, cancelled, error from run order by created_at, id
      """;
  private static final String TASKS =
      "select id, tree_id, name, run_id, status, attempts, result, parked, element, parent_id from task order by tree_id, ordinal";
  private static final String ATTEMPTS =
      "select run_id, task_id, number, status, epoch, error_kind from attempt";
  private static final String APPROVALS =
      "select id, run_id, task_id, attempt, status, question, due_at from approval order by id";
  private static final String LEASES = "select id, lease_until from node";

  record Run(
      UUID id,
      UUID treeId,
      int number,
      RunStatus status,
      Optional<UUID> claimedBy,
      long epoch,
      long revision,
      Optional<String> request,
      boolean isActive,
      boolean hasWakeUp,
      List<Integer> counts,
      String error) {

    String brief() {
      return "%s, %s, epoch %d, revision %d%s"
          .formatted(
              status.word(),
              claimedBy.map(id -> "owned").orElse("free"),
              epoch,
              revision,
              request.map(word -> ", to " + word).orElse(""));
    }
  }

  record TaskOfTree(
      UUID id,
      UUID treeId,
      String name,
      UUID runId,
      TaskStatus status,
      int attempts,
      String result,
      boolean isParked,
      UUID maker) {

    /** Whether another task made it, for an element of a list. */
    boolean isMade() {
      return maker != null;
    }
  }

  record AttemptKey(UUID runId, UUID taskId, int number) {
    static AttemptKey of(Assignment attempt) {
      return new AttemptKey(attempt.runId(), attempt.taskId(), attempt.number());
    }
  }

  record Attempt(AttemptStatus status, long epoch, String errorKind) {
    boolean isOpen() {
      return status == AttemptStatus.IN_PROGRESS;
    }
  }

  /** A question; {@code isUnheard} while a decision has not reached the task. */
  record Approval(
      UUID id, AttemptKey asker, ApprovalStatus status, boolean isUnheard, String question) {
    boolean isOpen() {
      return status == ApprovalStatus.OPEN;
    }
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  static StoredState read(Connection connection) throws SQLException {
    StoredState state =
        new StoredState(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    each(connection, RUNS, row -> state.runs.put(id(row, "id"), run(row)));
    each(connection, TASKS, row -> state.tasks.put(id(row, "id"), task(row)));
    each(
        connection,
        ATTEMPTS,
        row ->
            state.attempts.put(
                new AttemptKey(id(row, "run_id"), id(row, "task_id"), row.getInt("number")),
                new Attempt(
                    AttemptStatus.ofWord(row.getString("status")),
                    row.getLong("epoch"),
                    row.getString("error_kind"))));
    each(connection, APPROVALS, row -> state.approvals.put(id(row, "id"), approval(row)));
    each(
        connection,
        LEASES,
        row ->
            state.leases.put(
                id(row, "id"), row.getObject("lease_until", OffsetDateTime.class).toInstant()));
    return state;
  }

  private static void each(Connection connection, String sql, Reader reader) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        reader.read(row);
      }
    }
  }

  private static UUID id(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static Run run(ResultSet row) throws SQLException {
    return new Run(
        id(row, "id"),
        id(row, "tree_id"),
        row.getInt("number"),
        RunStatus.ofWord(row.getString("status")),
        Optional.ofNullable(id(row, "claimed_by")),
        row.getLong("epoch"),
        row.getLong("revision"),
        Optional.ofNullable(row.getString("request")),
        id(row, "active_tree_id") != null,
        row.getObject("wake_at") != null,
        List.of(
            row.getInt("pending"),
            row.getInt("in_progress"),
            row.getInt("completed"),
            row.getInt("failed"),
            row.getInt("cancelled")),
        Optional.ofNullable(row.getString("error")).orElse(""));
  }

  private static Approval approval(ResultSet row) throws SQLException {
    ApprovalStatus status = ApprovalStatus.ofWord(row.getString("status"));
    return new Approval(
        id(row, "id"),
        new AttemptKey(id(row, "run_id"), id(row, "task_id"), row.getInt("attempt")),
        status,
        status != ApprovalStatus.OPEN && row.getObject("due_at") != null,
        row.getString("question"));
  }

  private static TaskOfTree task(ResultSet row) throws SQLException {
    return new TaskOfTree(
        id(row, "id"),
        id(row, "tree_id"),
        row.getString("name"),
        id(row, "run_id"),
        TaskStatus.ofWord(row.getString("status")),
        row.getInt("attempts"),
        row.getString("result"),
        row.getString("parked") != null,
        row.getObject("element") == null ? null : id(row, "parent_id"));
  }

  /** The tasks another one has made for elements of a list. */
  List<TaskOfTree> madeBy(UUID maker) {
    return tasks.values().stream().filter(task -> maker.equals(task.maker())).toList();
  }

  List<TaskOfTree> tasksOf(UUID runId) {
    return tasks.values().stream().filter(task -> runId.equals(task.runId())).toList();
  }

  /** Whether a node's lease is in force, as the database sees it. */
  boolean isLeased(UUID node, Instant now) {
    return leases.containsKey(node) && !leases.get(node).isBefore(now);
  }

  /** Whether a node owns the run under the claim that the attempt belongs to. */
  boolean isOwner(UUID node, Assignment attempt) {
    Run run = runs.get(attempt.runId());
    return run != null
        && run.claimedBy().equals(Optional.of(node))
        && run.epoch() == attempt.epoch();
  }

  boolean hasOpenAttempt(UUID run, UUID task) {
    return attempts.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getValue().isOpen()
                    && entry.getKey().runId().equals(run)
                    && entry.getKey().taskId().equals(task));
  }
}
