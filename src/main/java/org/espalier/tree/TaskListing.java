package org.espalier.tree;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Lists and counts stored tasks. Outside a transaction each call sees what is committed. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class TaskListing {
  private static final int IDS_PER_QUERY = 1_000;
  private static final String PARENTS =
      "select distinct t.parentId from Task t where t.treeId in :trees and t.parentId in :ids";
  private static final String ORIGINALS =
      "select distinct t.originalTaskId from Task t where t.originalTaskId in :ids";

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the fields. */
  public TaskListing() {}

  TaskListing(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  /**
   * Which tasks.
   *
   * @param userId of this owner only
   * @param status in this status only
   * @param rootOnly only roots of trees
   */
  public record Filter(Optional<String> userId, Optional<TaskStatus> status, boolean rootOnly) {
    private String conditions() {
      return (userId.isPresent() ? " and t.userId = :userId" : "")
          + (status.isPresent() ? " and t.status = :status" : "");
    }

    private <T> TypedQuery<T> fill(TypedQuery<T> query) {
      userId.ifPresent(user -> query.setParameter("userId", user));
      status.ifPresent(word -> query.setParameter("status", word));
      return query;
    }
  }

  /**
   * The ids of tasks, those of the newest trees first, of one tree in the order of their
   * submission.
   */
  public List<UUID> list(Filter filter, int offset, int limit) {
    // By the tree, whose index gives the order; tasks have none by age.
    String tree = filter.rootOnly ? "r.id = t.id" : "r.id = t.treeId";
    String text =
        "select t.id from TaskTree r join Task t on %s where 1 = 1%s order by r.createdAt desc, r.id desc, t.ordinal"
            .formatted(tree, filter.conditions());
    return filter
        .fill(entityManager.createQuery(text, UUID.class))
        .setFirstResult(offset)
        .setMaxResults(limit)
        .getResultList();
  }

  /** How many tasks there are in each status; all five are there. */
  public Map<TaskStatus, Long> count(Filter filter) {
    String text =
        "select t.status, count(t) from Task t where 1 = 1%s%s group by t.status"
            .formatted(filter.conditions(), filter.rootOnly ? " and t.parentId is null" : "");
    Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
    for (TaskStatus status : TaskStatus.values()) {
      counts.put(status, 0L);
    }
    for (Object[] row :
        filter.fill(entityManager.createQuery(text, Object[].class)).getResultList()) {
      counts.put((TaskStatus) row[0], (Long) row[1]);
    }
    return counts;
  }

  /** Which of these tasks have children. */
  public Set<UUID> parentsAmong(Collection<Task> tasks) {
    Set<UUID> found = new HashSet<>();
    List<Task> all = List.copyOf(tasks);
    for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
      List<Task> some = all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY));
      found.addAll(
          entityManager
              .createQuery(PARENTS, UUID.class)
              .setParameter("trees", some.stream().map(Task::treeId).distinct().toList())
              .setParameter("ids", some.stream().map(Task::id).toList())
              .getResultList());
    }
    return found;
  }

  /** Which of these tasks others were copied from or link to. */
  public Set<UUID> originalsAmong(Collection<Task> tasks) {
    Set<UUID> found = new HashSet<>();
    List<UUID> all = tasks.stream().map(Task::id).toList();
    for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
      found.addAll(
          entityManager
              .createQuery(ORIGINALS, UUID.class)
              .setParameter("ids", all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY)))
              .getResultList());
    }
    return found;
  }
}
