package org.espalier.engine.schedule;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.query.JpqlFilter;
import org.espalier.tree.Task;

/** Finds tasks by their schedule. Outside a transaction each call sees what is committed. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class ScheduleRepository {
  private static final String TASKS = "select t from Task t";
  private static final String NEWEST_FIRST = "order by t.createdAt desc, t.id desc";
  private static final String LONGEST_DUE_FIRST = "order by t.schedule.nextRunAt, t.id";

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the fields. */
  public ScheduleRepository() {}

  ScheduleRepository(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  /** Scheduled tasks, newest first. */
  public List<Task> list(ScheduleQuery query) {
    JpqlFilter filter = new JpqlFilter().and("t.schedule.type is not null");
    if (query.enabledOnly()) {
      filter.and("t.schedule.enabled = true");
    }
    if (!query.types().isEmpty()) {
      filter.and("t.schedule.type in :types", "types", query.types());
    }
    if (!query.statuses().isEmpty()) {
      filter.and("t.status in :statuses", "statuses", query.statuses());
    }
    query.userId().ifPresent(user -> filter.and("t.userId = :userId", "userId", user));
    query
        .after()
        .ifPresent(
            cursor ->
                filter
                    .and("t.createdAt <= :at and (t.createdAt < :at or t.id < :id)")
                    .with("at", cursor.at())
                    .with("id", cursor.id()));
    return filter
        .query(entityManager, TASKS, NEWEST_FIRST, Task.class, query.limit())
        .setFirstResult(query.offset())
        .getResultList();
  }

  /**
   * Enabled tasks that are due, the longest due first.
   *
   * @param before due at this time or earlier
   */
  public List<Task> due(Instant before, Optional<String> userId, int limit) {
    JpqlFilter filter =
        new JpqlFilter()
            .and("t.schedule.enabled = true")
            .and("t.schedule.nextRunAt <= :before", "before", before);
    userId.ifPresent(user -> filter.and("t.userId = :userId", "userId", user));
    return filter.query(entityManager, TASKS, LONGEST_DUE_FIRST, Task.class, limit).getResultList();
  }
}
