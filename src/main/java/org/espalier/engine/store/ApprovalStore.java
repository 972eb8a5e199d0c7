package org.espalier.engine.store;

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
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunRequest;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.TaskDecided;
import org.espalier.event.TaskEvent.Where;
import org.espalier.event.TaskEvent.Which;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Questions to persons in the database: which concern a node, and their ends. {@code due_at} is the
 * deadline while a question is open, then since when its run is to hear of the decision, and null
 * once it has. Whoever changes one holds its run's row, as the writer of the run does. Stateless;
 * inside the caller's transaction.
 */
public final class ApprovalStore {
  private static final String DUE =
      """
      select distinct a.run_id, a.status = 'open', r.claimed_by
      from approval a join run r on r.id = a.run_id
      where a.due_at <= current_timestamp
        and (a.status = 'open' or r.claimed_by = ?
          or r.claimed_by is null and r.status = 'waiting' and (r.wake_at is null or r.wake_at > current_timestamp))
      limit 500
      """;
  private static final String LOCK =
      "select tree_id, request, cancellations from run where id = ? for update";
  private static final String LOCK_FREE = LOCK + " skip locked";
  private static final String RUN_OF = "select run_id, task_id from approval where id = ?";
  private static final String OVERDUE =
      "select id from approval where run_id = ? and status = 'open' and due_at <= current_timestamp";
  private static final String DECIDE =
      """
      update approval set status = ?, decided_by = ?, decided_at = current_timestamp, comment = ?, form = ?,
        due_at = current_timestamp
      where id = ? and status = 'open'
      """;
  private static final String WAKE =
      "update run set wake_at = current_timestamp where id = ? and status = 'waiting' and claimed_by is null";
  private static final String TOLD =
      """
      select t.id, t.name, t.progress, a.attempt from approval a join task t on t.id = a.task_id where a.id = ?
      """;
  private static final String DECISIONS =
      """
      select id, task_id, attempt, status, question, deadline, decided_by, decided_at, comment, form
      from approval where run_id = ? and status <> 'open' and due_at is not null
      """;

  private ApprovalStore() {}

  /**
   * A run with questions that are decided, or whose deadline is past.
   *
   * @param isOpen whether it is the deadline
   */
  public record DueRun(UUID runId, boolean isOpen, @Nullable UUID claimedBy) {}

  /**
   * The runs that are to hear of a decision, of those that a node owns and those that nobody owns
   * and that sleep; and all with a question whose deadline is past.
   */
  public static List<DueRun> due(Connection connection, UUID node) throws SQLException {
    List<DueRun> due = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(DUE)) {
      query.setObject(1, node);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          due.add(
              new DueRun(
                  row.getObject(1, UUID.class), row.getBoolean(2), row.getObject(3, UUID.class)));
        }
      }
    }
    return due;
  }

  /** A question's run, whose row is locked. */
  public record LockedRun(UUID id, UUID treeId, boolean isCancelled, Cancellations cancellations) {}

  /** Locks a run; empty when there is none. */
  public static Optional<LockedRun> lock(Connection connection, UUID runId) throws SQLException {
    return lock(connection, runId, LOCK);
  }

  /** Locks a run, unless somebody else has it locked. */
  public static Optional<LockedRun> lockIfFree(Connection connection, UUID runId)
      throws SQLException {
    return lock(connection, runId, LOCK_FREE);
  }

  private static Optional<LockedRun> lock(Connection connection, UUID runId, String sql)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, runId);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new LockedRun(
                    runId,
                    row.getObject(1, UUID.class),
                    RunRequest.CANCEL.word().equals(row.getString(2)),
                    Cancellations.ofText(row.getString(3))))
            : Optional.empty();
      }
    }
  }

  /** Which task of which run a question is of. */
  public record Asker(UUID runId, UUID taskId) {}

  public static Optional<Asker> askerOf(Connection connection, UUID approvalId)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RUN_OF)) {
      query.setObject(1, approvalId);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Asker(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
            : Optional.empty();
      }
    }
  }

  /** What somebody answers; of a deadline, nothing but the status. */
  public record Answer(
      ApprovalStatus status,
      @Nullable String decidedBy,
      @Nullable String comment,
      @Nullable String form) {
    static final Answer EXPIRED = new Answer(ApprovalStatus.EXPIRED, null, null, null);
  }

  /** Ends the questions of a locked run whose deadline is past. */
  public static List<TaskEvent> expire(Connection connection, LockedRun run, Instant now)
      throws SQLException {
    List<UUID> overdue = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(OVERDUE)) {
      query.setObject(1, run.id());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          overdue.add(row.getObject(1, UUID.class));
        }
      }
    }
    List<TaskEvent> events = new ArrayList<>();
    for (UUID approvalId : overdue) {
      decide(connection, run, approvalId, Answer.EXPIRED, now).ifPresent(events::add);
    }
    return events;
  }

  /** Decides a question of a locked run, and wakes the run; empty when it was not open. */
  public static Optional<TaskEvent> decide(
      Connection connection, LockedRun run, UUID approvalId, Answer answer, Instant now)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(DECIDE)) {
      Statements.fill(update)
          .text(answer.status().word())
          .text(answer.decidedBy())
          .text(answer.comment())
          .text(answer.form())
          .id(approvalId);
      if (update.executeUpdate() == 0) {
        return Optional.empty();
      }
    }
    wake(connection, run.id());
    return Optional.of(
        told(connection, new Where(run.id(), run.treeId(), now), approvalId, answer));
  }

  /** Has any node claim a run that sleeps; does nothing to another. */
  public static void wake(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(WAKE)) {
      update.setObject(1, runId);
      update.executeUpdate();
    }
  }

  private static TaskEvent told(Connection connection, Where where, UUID approvalId, Answer answer)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TOLD)) {
      query.setObject(1, approvalId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new TaskDecided(
            where,
            new Which(row.getObject(1, UUID.class), row.getString(2), row.getInt(4)),
            row.getDouble(3),
            approvalId,
            answer.status().word(),
            Optional.ofNullable(answer.decidedBy()));
      }
    }
  }

  /** What was decided and the run has yet to hear. */
  public static List<Decision> decisions(Connection connection, UUID runId) throws SQLException {
    List<Decision> decisions = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(DECISIONS)) {
      query.setObject(1, runId);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          decisions.add(decision(row));
        }
      }
    }
    return decisions;
  }

  private static Decision decision(ResultSet row) throws SQLException {
    return new Decision(
        row.getObject("id", UUID.class),
        row.getObject("task_id", UUID.class),
        row.getInt("attempt"),
        ApprovalStatus.ofWord(row.getString("status")),
        Question.ofJson(Json.readObject(row.getString("question")), Instants.find(row, "deadline")),
        row.getString("decided_by"),
        Instants.require(row, "decided_at"),
        row.getString("comment"),
        row.getString("form"));
  }
}
