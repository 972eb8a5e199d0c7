package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.ColumnArrays;
import org.espalier.database.SqlFailures;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.tree.TaskColumn;

/**
 * Writes everything in one statement, and so in one round trip that is its own transaction
 * (PostgreSQL). A chain of short tasks pays a commit for each link; five round trips for each took
 * twice as long.
 *
 * <p>The parts see the same snapshot and not each other's changes, which is sound because they
 * touch different rows. What is not there to be written is left out of the statement, so that there
 * are a few texts of it; each is prepared once per connection.
 */
final class OneTripRunJournal implements RunJournal {
  private static final String GUARD_ONE =
      "with guarded as (%s returning id, tree_id, epoch)".formatted(RunGuard.SQL);
  private static final String GUARD_MANY =
      """
      with changed as (
        select * from %s as c (run_id, epoch, revision, status, is_over, is_owned, unheard, unheard_too, started_at,
          ended_at, wake_at, pending, in_progress, completed, failed, cancelled, progress, error)
      ),
      locked as materialized (
        select c.* from changed c join run r on r.id = c.run_id
        where r.epoch = c.epoch and r.revision = c.revision and r.claimed_by = ?
        order by r.id for no key update of r
      ),
      guarded as (
        update run set status = case when run.request in (c.unheard, c.unheard_too) then 'queued' else c.status end,
          active_tree_id = case when c.is_over then null else run.active_tree_id end,
          claimed_by = case when c.is_owned then run.claimed_by else null end,
          request = case when c.is_owned or run.request in (c.unheard, c.unheard_too) then run.request else null end,
          started_at = c.started_at, ended_at = c.ended_at, wake_at = c.wake_at, pending = c.pending,
          in_progress = c.in_progress, completed = c.completed, failed = c.failed, cancelled = c.cancelled,
          progress = c.progress, error = c.error, revision = c.revision + 1
        from locked c where run.id = c.run_id
        returning run.id, run.tree_id, run.epoch
      )
      """
          .formatted(JournalRows.RUN.unnest());
  private static final Part TASKS =
      Part.of(
          JournalRows.TASK,
          """
          , expected as (
            select t.* from %s as t (run_id, id, expected, status, progress, result, error, attempts, retry_at, parked,
              started_at, completed_at) join guarded g on g.id = t.run_id
          ),
          written as (
            update task set status = t.status, progress = t.progress, result = t.result, error = t.error,
              attempts = t.attempts, retry_at = t.retry_at, parked = t.parked, started_at = t.started_at, completed_at = t.completed_at,
              updated_at = ?, version = version + 1
            from expected t where task.id = t.id and task.status = t.expected
            returning task.id
          )
          """);
  private static final Part BEGUN =
      Part.of(
          JournalRows.ATTEMPT,
          """
          , begun as (
            insert into attempt (run_id, task_id, number, tree_id, epoch, status, started_at, ended_at, node, inputs, result,
              error, error_kind, retryable)
            select a.run_id, a.task_id, a.number, g.tree_id, g.epoch, a.status, a.started_at, a.ended_at, ?, a.inputs,
              a.result, a.error, a.error_kind, a.retryable
            from %s as a (run_id, task_id, number, status, started_at, ended_at, inputs, result, error, error_kind,
              retryable) join guarded g on g.id = a.run_id
          )
          """);
  private static final Part ENDED =
      Part.of(
          JournalRows.ATTEMPT,
          """
          , ended as (
            update attempt set status = a.status, started_at = a.started_at, ended_at = a.ended_at,
              inputs = coalesce(a.inputs, attempt.inputs), result = a.result, error = a.error, error_kind = a.error_kind,
              retryable = a.retryable
            from %s as a (run_id, task_id, number, status, started_at, ended_at, inputs, result, error, error_kind,
              retryable) join guarded g on g.id = a.run_id
            where attempt.run_id = a.run_id and attempt.task_id = a.task_id and attempt.number = a.number
          )
          """);
  private static final Part ASKED =
      Part.of(
          JournalRows.ASKED,
          """
          , asked as (
            insert into approval (id, run_id, task_id, attempt, tree_id, status, question, asked_at, deadline, due_at)
            select a.id, a.run_id, a.task_id, a.attempt, g.tree_id, a.status, a.question, a.asked_at, a.deadline, a.due_at
            from %s as a (id, run_id, task_id, attempt, status, question, asked_at, deadline, due_at)
            join guarded g on g.id = a.run_id
          )
          """);
  private static final Part ANSWERED =
      Part.of(
          JournalRows.ANSWERED,
          """
          , answered as (
            update approval set status = case when approval.status = 'open' then 'withdrawn' else approval.status end, due_at = null
            from %s as a (run_id, task_id, attempt) join guarded g on g.id = a.run_id
            where approval.run_id = a.run_id and approval.task_id = a.task_id and approval.attempt = a.attempt
          )
          """);
  private static final Part TOLD =
      Part.of(
          JournalRows.EVENT,
          """
          , told as (
            insert into event (run_id, tree_id, at, events)
            select e.run_id, g.tree_id, e.at, e.events
            from %s as e (run_id, at, events) join guarded g on g.id = e.run_id
          )
          """);
  private static final Part MADE =
      Part.of(
          JournalRows.MADE,
          """
          , made as (
            insert into task (%s)
            select %s
            from %%s as m (%s) join guarded g on g.id = m.run_id
          )
          """
              .formatted(
                  TaskColumn.names(JournalRows.MADE_COLUMNS, ""),
                  TaskColumn.names(JournalRows.MADE_COLUMNS, "m."),
                  TaskColumn.names(JournalRows.MADE_COLUMNS, "")));
  private static final Part REMOVED =
      Part.of(
          JournalRows.REMOVED,
          """
          , removed as (
            delete from task using %s as d (run_id, id) join guarded g on g.id = d.run_id where task.id = d.id
          )
          """);
  private static final Part GROWN =
      Part.of(
          JournalRows.GROWTH,
          """
          , grown as (
            update tree set task_count = task_count + n.growth
            from %s as n (run_id, growth) join guarded g on g.id = n.run_id where tree.id = g.tree_id
          )
          """);
  private static final String WRITTEN = "select id from guarded\n";
  private static final String UNEXPECTED =
      """
      union all
      select espalier_refuse('task ' || t.id || ' is not ' || t.expected || ' in the database')
      from expected t where not exists (select from written w where w.id = t.id)
      """;

  private final String node;

  OneTripRunJournal(String node) {
    this.node = node;
  }

  @Override
  public Set<UUID> write(Connection connection, UUID owner, List<RunChanges> changes, Instant now)
      throws SQLException {
    Set<UUID> written = execute(connection, owner, changes, now);
    Set<UUID> lost = new HashSet<>();
    for (RunChanges change : changes) {
      if (!written.contains(change.runId()) && !StoredRevision.isOf(connection, change)) {
        lost.add(change.runId());
      }
    }
    return lost;
  }

  private Set<UUID> execute(
      Connection connection, UUID owner, List<RunChanges> changes, Instant now)
      throws SQLException {
    JournalRows rows = new JournalRows(changes);
    try (PreparedStatement write = connection.prepareStatement(sql(rows))) {
      fill(write, owner, changes, rows, now);
      try (ResultSet result = write.executeQuery()) {
        Set<UUID> ids = new HashSet<>();
        while (result.next()) {
          ids.add(result.getObject(1, UUID.class));
        }
        return ids;
      }
    } catch (SQLException e) {
      if (SqlFailures.isRefusedByUs(e)) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * Only the parts there is something for: an empty one costs PostgreSQL as much as a small one.
   */
  private static String sql(JournalRows rows) {
    boolean isSingle = rows.isOneTask();
    return (rows.runs.isAtMostOne() ? GUARD_ONE : GUARD_MANY)
        + TASKS.sql(rows.tasks, isSingle)
        + BEGUN.sql(rows.begunAttempts, isSingle)
        + ENDED.sql(rows.endedAttempts, isSingle)
        + ASKED.sql(rows.asked, isSingle)
        + ANSWERED.sql(rows.answered, isSingle)
        + TOLD.sql(rows.events, isSingle)
        + MADE.sql(rows.made, isSingle)
        + REMOVED.sql(rows.removed, isSingle)
        + GROWN.sql(rows.growth, isSingle)
        + WRITTEN
        + (rows.tasks.isEmpty() ? "" : UNEXPECTED);
  }

  private void fill(
      PreparedStatement write, UUID owner, List<RunChanges> changes, JournalRows rows, Instant now)
      throws SQLException {
    boolean isSingle = rows.isOneTask();
    Statements fields = Statements.fill(write);
    if (rows.runs.isAtMostOne()) {
      RunGuard.fill(fields, owner, changes.get(0));
    } else {
      fields.rows(rows.runs).id(owner);
    }
    if (!rows.tasks.isEmpty()) {
      Part.fill(fields, rows.tasks, isSingle).instant(now);
    }
    if (!rows.begunAttempts.isEmpty()) {
      Part.fill(fields.text(node), rows.begunAttempts, isSingle);
    }
    for (ColumnArrays more :
        List.of(
            rows.endedAttempts,
            rows.asked,
            rows.answered,
            rows.events,
            rows.made,
            rows.removed,
            rows.growth)) {
      if (!more.isEmpty()) {
        Part.fill(fields, more, isSingle);
      }
    }
  }

  /**
   * What is written into one table, in both its texts: a single row travels as parameters of its
   * own, which PostgreSQL plans and reads at less cost than arrays of one.
   */
  private record Part(String arrays, String single) {
    static Part of(ColumnArrays.Columns columns, String sql) {
      return new Part(sql.formatted(columns.unnest()), sql.formatted(columns.single()));
    }

    String sql(ColumnArrays rows, boolean isSingle) {
      return rows.isEmpty() ? "" : isSingle ? single : arrays;
    }

    static Statements fill(Statements fields, ColumnArrays rows, boolean isSingle)
        throws SQLException {
      return isSingle ? fields.single(rows) : fields.rows(rows);
    }
  }
}
