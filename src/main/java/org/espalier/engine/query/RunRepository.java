package org.espalier.engine.query;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TaskTree;

/**
 * Finds stored runs and attempts, and trees by their latest run. Outside a transaction each call
 * sees what is committed.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class RunRepository {
  private static final String RUNS = "select r from TreeRun r";
  private static final String NEWEST_RUN_FIRST = "order by r.createdAt desc, r.id desc";
  private static final String TREES =
      """
      select t, r from TaskTree t left join TreeRun r on r.id = t.lastRunId
      """;

  /**
   * Says nothing that an open status does not; but of this the database has an index, so that the
   * few open runs are not looked for among millions that are over.
   */
  private static final String OPEN = "r.activeTreeId is not null";

  private static final String NEWEST_TREE_FIRST = "order by t.createdAt desc, t.id desc";
  private static final String LATEST_RUN =
      """
      select r from TreeRun r where r.treeId = :treeId
        and r.number = (select max(o.number) from TreeRun o where o.treeId = :treeId)
      """;
  private static final String ACTIVE_ROOTS =
      "select %s from TreeRun r join Task t on t.id = r.treeId where r.status in :active %s %s";
  private static final Set<RunStatus> ACTIVE =
      EnumSet.complementOf(EnumSet.of(RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED));
  private static final String ATTEMPTS = "select a from TaskAttempt a";
  private static final String OLDEST_ATTEMPT_FIRST =
      "order by a.startedAt, a.key.taskId, a.key.number";
  private static final String STATES_OF_TREE =
      """
      select new org.espalier.engine.query.TaskState(t.id, t.name, t.status, t.runId, t.retryAt, t.parked, t.dependencies)
      from Task t where t.treeId = :treeId order by t.ordinal
      """;

  private static final String WAITING_OF_TREE =
      "select t.id from Task t where t.treeId = :treeId and t.status in :unfinished";
  private static final Set<TaskStatus> UNFINISHED =
      EnumSet.of(TaskStatus.PENDING, TaskStatus.IN_PROGRESS);

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the fields. */
  public RunRepository() {}

  public RunRepository(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  public Optional<TreeRun> find(UUID id) {
    return Optional.ofNullable(entityManager.find(TreeRun.class, id));
  }

  /**
   * The run with this id.
   *
   * @throws RunNotFoundException when there is none
   */
  public TreeRun require(UUID id) {
    return find(id).orElseThrow(() -> new RunNotFoundException(id));
  }

  /** The latest run of a tree; empty when it was never run. */
  public Optional<TreeRun> latestOf(UUID treeId) {
    return entityManager
        .createQuery(LATEST_RUN, TreeRun.class)
        .setParameter("treeId", treeId)
        .getResultList()
        .stream()
        .findFirst();
  }

  /** The roots of trees whose run is not over, the newest runs first. */
  public List<Task> activeRoots(Optional<String> userId, int limit) {
    return ofUser(
            entityManager.createQuery(
                ACTIVE_ROOTS.formatted("t", user(userId), NEWEST_RUN_FIRST), Task.class),
            userId)
        .setMaxResults(limit)
        .getResultList();
  }

  /** How many trees have a run that is not over. */
  public long countActive(Optional<String> userId) {
    return ofUser(
            entityManager.createQuery(
                ACTIVE_ROOTS.formatted("count(r)", user(userId), ""), Long.class),
            userId)
        .getSingleResult();
  }

  private static String user(Optional<String> userId) {
    return userId.isPresent() ? "and t.userId = :userId" : "";
  }

  private static <T> TypedQuery<T> ofUser(TypedQuery<T> query, Optional<String> userId) {
    query.setParameter("active", ACTIVE);
    userId.ifPresent(user -> query.setParameter("userId", user));
    return query;
  }

  /** Runs, newest first. */
  public List<TreeRun> list(RunQuery query) {
    JpqlFilter filter = new JpqlFilter();
    if (!query.statuses().isEmpty()) {
      filter.and("r.status in :statuses", "statuses", query.statuses());
      if (areOpen(query.statuses())) {
        filter.and(OPEN);
      }
    }
    query.treeId().ifPresent(id -> filter.and("r.treeId = :treeId", "treeId", id));
    query.createdAfter().ifPresent(at -> filter.and("r.createdAt >= :after", "after", at));
    query.createdBefore().ifPresent(at -> filter.and("r.createdAt < :before", "before", at));
    query.after().ifPresent(cursor -> continueBehind("r", cursor, filter));
    return filter
        .query(entityManager, RUNS, NEWEST_RUN_FIRST, TreeRun.class, query.limit())
        .getResultList();
  }

  /** Trees, newest first, each with its latest run. */
  public List<ListedTree> listTrees(TreeQuery query) {
    JpqlFilter filter = new JpqlFilter();
    if (!query.statuses().isEmpty()) {
      filterByStatus(query.statuses(), filter);
    }
    query
        .name()
        .ifPresent(
            name -> filter.and("lower(t.name) like :name escape '!'", "name", containing(name)));
    query.userId().ifPresent(user -> filter.and("t.userId = :userId", "userId", user));
    query.createdAfter().ifPresent(at -> filter.and("t.createdAt >= :after", "after", at));
    query.createdBefore().ifPresent(at -> filter.and("t.createdAt < :before", "before", at));
    query.after().ifPresent(cursor -> continueBehind("t", cursor, filter));
    return filter
        .query(entityManager, TREES, NEWEST_TREE_FIRST, Object[].class, query.limit())
        .getResultList()
        .stream()
        .map(row -> new ListedTree((TaskTree) row[0], Optional.ofNullable((TreeRun) row[1])))
        .toList();
  }

  private static void filterByStatus(Set<TaskStatus> statuses, JpqlFilter filter) {
    Set<RunStatus> runStatuses = EnumSet.noneOf(RunStatus.class);
    for (RunStatus status : RunStatus.values()) {
      if (statuses.contains(status.treeStatus())) {
        runStatuses.add(status);
      }
    }
    boolean includesNeverRun = statuses.contains(TaskStatus.PENDING);
    filter.and(
        includesNeverRun
            ? "(r.status in :statuses or t.lastRunId is null)"
            : "r.status in :statuses",
        "statuses",
        runStatuses);
    if (!includesNeverRun && areOpen(runStatuses)) {
      filter.and(OPEN).and("r.treeId = t.id");
    }
  }

  private static boolean areOpen(Set<RunStatus> statuses) {
    return statuses.stream().noneMatch(RunStatus::isTerminal);
  }

  private static String containing(String text) {
    String escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + escaped.toLowerCase(Locale.ROOT) + "%";
  }

  private static void continueBehind(String alias, PageCursor cursor, JpqlFilter filter) {
    filter
        .and("%1$s.createdAt <= :at and (%1$s.createdAt < :at or %1$s.id < :id)".formatted(alias))
        .with("at", cursor.at())
        .with("id", cursor.id());
  }

  /** Attempts of a run, oldest first. */
  public List<TaskAttempt> attempts(AttemptQuery query) {
    JpqlFilter filter = new JpqlFilter().and("a.key.runId = :runId", "runId", query.runId());
    query.taskId().ifPresent(id -> filter.and("a.key.taskId = :taskId", "taskId", id));
    query
        .after()
        .ifPresent(
            cursor ->
                filter
                    .and(
                        """
                        a.startedAt >= :at and (a.startedAt > :at or a.key.taskId > :id
                          or (a.key.taskId = :id and a.key.number > :number))
                        """)
                    .with("at", cursor.at())
                    .with("id", cursor.id())
                    .with("number", cursor.number()));
    return filter
        .query(entityManager, ATTEMPTS, OLDEST_ATTEMPT_FIRST, TaskAttempt.class, query.limit())
        .getResultList();
  }

  /** Whether a task of a tree may wait for something. */
  public boolean hasWaiting(UUID treeId) {
    return !entityManager
        .createQuery(WAITING_OF_TREE, UUID.class)
        .setParameter("treeId", treeId)
        .setParameter("unfinished", UNFINISHED)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** What must be known of a tree's tasks to say what they wait for. */
  public List<TaskState> statesOf(UUID treeId) {
    return entityManager
        .createQuery(STATES_OF_TREE, TaskState.class)
        .setParameter("treeId", treeId)
        .getResultList();
  }
}
