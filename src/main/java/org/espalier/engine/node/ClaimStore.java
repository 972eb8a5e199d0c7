package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.Instants;
import org.espalier.database.Statements;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun.AttemptHistory;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunOrder;
import org.espalier.engine.message.RunRequest;
import org.espalier.tree.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes runs for a node: each claim locks the rows it takes and passes over those another node is
 * taking just now. All deadlines are compared with the database's clock. Stateless; inside the
 * caller's transaction.
 */
final class ClaimStore {
  private static final String HOLDS_LEASE =
      "select id from node where id = ? and lease_until > current_timestamp";
  private static final String QUEUED =
      """
      select id from run where status = 'queued' and claimed_by is null
      order by priority, created_at limit ? for update skip locked
      """;
  private static final String TO_CANCEL =
      """
      select id from run where status = 'queued' and claimed_by is null and request = 'cancel'
      order by priority, created_at limit ? for update skip locked
      """;
  private static final String DUE =
      """
      select id from run where status = 'waiting' and claimed_by is null and wake_at <= current_timestamp
      order by wake_at limit ? for update skip locked
      """;
  private static final String ORPHANED =
      """
      select id from run where claimed_by in (select id from node where lease_until < current_timestamp)
      order by priority, created_at limit ? for update skip locked
      """;
  private static final String ONE =
      """
      select id from run where id = ? and claimed_by is null and status in ('queued', 'paused', 'waiting')
      for update skip locked
      """;
  private static final String CLAIM =
      """
      update run set claimed_by = ?, node = ?, epoch = epoch + 1, wake_at = null, job_execution_id = null
      where id = ?
      """;
  private static final String ROW =
      """
      select id, tree_id, epoch, revision, status, request, inputs, started_at, options, cancellations
      from run where id = ?
      """;
  private static final String HISTORY =
      """
      select task_id,
        sum(case when status = 'failed' then 1 else 0 end) as failures,
        sum(case when error_kind = 'node_lost' then 1 else 0 end) as losses,
        max(case when status = 'in_progress' then started_at end) as open_since
      from attempt where run_id = ? group by task_id
      """;
  private static final String EFFECTS = "select task_id, result from effect where run_id = ?";
  private static final String WISHES =
      """
      select id, request, cancellations from run
      where claimed_by = ? and (request is not null or cancellations is not null)
      """;
  private static final String OWNED = "select id from run where claimed_by = ?";
  private static final String GIVE_BACK =
      """
      update run set claimed_by = null, status = 'queued'
      where id = ? and claimed_by = ? and status in ('queued', 'running', 'waiting', 'paused')
      """;

  private ClaimStore() {}

  /** A claimed run's row. */
  record ClaimedRow(
      UUID id,
      UUID treeId,
      long epoch,
      long revision,
      RunStatus status,
      Optional<RunRequest> request,
      @Nullable String inputs,
      Optional<Instant> startedAt,
      RunOptions options,
      Cancellations cancellations) {}

  /**
   * Claims runs that nobody owns or whose owner is dead. A node whose own lease is over, whatever
   * it believes itself, claims nothing: the run would be free again at once, also for this node,
   * which would claim it over and over.
   *
   * @param limit how many at most; runs that are only to be cancelled come on top
   */
  static List<ClaimedRow> claim(Connection connection, UUID node, String nodeName, int limit)
      throws SQLException {
    if (!holdsLease(connection, node)) {
      return List.of();
    }
    Set<UUID> found = new LinkedHashSet<>(find(connection, TO_CANCEL, 100));
    for (String sql : List.of(ORPHANED, DUE, QUEUED)) {
      if (found.size() < limit) {
        found.addAll(find(connection, sql, limit - found.size()));
      }
    }
    return take(connection, node, nodeName, found);
  }

  /** Claims these runs, as far as nobody owns them; a paused one is thereby resumed. */
  static List<ClaimedRow> claimThese(
      Connection connection, UUID node, String nodeName, Set<UUID> runIds) throws SQLException {
    if (!holdsLease(connection, node)) {
      return List.of();
    }
    Set<UUID> found = new LinkedHashSet<>();
    try (PreparedStatement query = connection.prepareStatement(ONE)) {
      for (UUID runId : runIds) {
        query.setObject(1, runId);
        found.addAll(ids(query));
      }
    }
    return take(connection, node, nodeName, found);
  }

  private static boolean holdsLease(Connection connection, UUID node) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(HOLDS_LEASE)) {
      query.setObject(1, node);
      return !ids(query).isEmpty();
    }
  }

  private static List<UUID> find(Connection connection, String sql, int limit) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, limit);
      return ids(query);
    }
  }

  private static List<UUID> ids(PreparedStatement query) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        ids.add(result.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private static List<ClaimedRow> take(
      Connection connection, UUID node, String nodeName, Set<UUID> runIds) throws SQLException {
    if (runIds.isEmpty()) {
      return List.of();
    }
    try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
      for (UUID runId : runIds) {
        Statements.fill(update).id(node).text(nodeName).id(runId);
        update.addBatch();
      }
      update.executeBatch();
    }
    List<ClaimedRow> rows = new ArrayList<>(runIds.size());
    try (PreparedStatement query = connection.prepareStatement(ROW)) {
      for (UUID runId : runIds) {
        query.setObject(1, runId);
        try (ResultSet result = query.executeQuery()) {
          result.next();
          rows.add(row(result));
        }
      }
    }
    return rows;
  }

  private static ClaimedRow row(ResultSet result) throws SQLException {
    return new ClaimedRow(
        result.getObject("id", UUID.class),
        result.getObject("tree_id", UUID.class),
        result.getLong("epoch"),
        result.getLong("revision"),
        RunStatus.ofWord(result.getString("status")),
        Optional.ofNullable(result.getString("request")).map(RunRequest::ofWord),
        result.getString("inputs"),
        Instants.find(result, "started_at"),
        RunOptions.ofText(result.getString("options")),
        Cancellations.ofText(result.getString("cancellations")));
  }

  /** What is known of a run's earlier attempts, by task. */
  static Map<UUID, AttemptHistory> history(Connection connection, UUID runId) throws SQLException {
    Map<UUID, AttemptHistory> history = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(HISTORY)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          history.put(
              result.getObject("task_id", UUID.class),
              new AttemptHistory(
                  result.getInt("failures"),
                  result.getInt("losses"),
                  Instants.find(result, "open_since")));
        }
      }
    }
    addEffects(connection, runId, history);
    return history;
  }

  private static void addEffects(
      Connection connection, UUID runId, Map<UUID, AttemptHistory> history) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(EFFECTS)) {
      query.setObject(1, runId);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          UUID task = result.getObject("task_id", UUID.class);
          AttemptHistory known = history.getOrDefault(task, AttemptHistory.NONE);
          history.put(task, known.withEffect(result.getString("result")));
        }
      }
    }
  }

  /**
   * What a user wants of a run.
   *
   * @param cancellations what was said with it, read in the same moment
   */
  record Wish(UUID runId, Optional<RunRequest> request, Cancellations cancellations) {}

  /** What users have asked of the runs a node owns. */
  static List<Wish> wishes(Connection connection, UUID node) throws SQLException {
    List<Wish> wishes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(WISHES)) {
      query.setObject(1, node);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          wishes.add(
              new Wish(
                  result.getObject("id", UUID.class),
                  Optional.ofNullable(result.getString("request")).map(RunRequest::ofWord),
                  Cancellations.ofText(result.getString("cancellations"))));
        }
      }
    }
    return wishes;
  }

  /** The runs a node owns, according to the database. */
  static List<UUID> owned(Connection connection, UUID node) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(OWNED)) {
      query.setObject(1, node);
      return ids(query);
    }
  }

  /**
   * Gives up claims without touching anything else of the runs. A paused run was claimed to be
   * resumed, so it is queued too.
   */
  static void giveBack(Connection connection, UUID node, List<UUID> runIds) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(GIVE_BACK)) {
      for (UUID runId : runIds.stream().sorted(RunOrder.BY_ID).toList()) {
        Statements.fill(update).id(runId).id(node);
        update.addBatch();
      }
      update.executeBatch();
    }
  }
}
