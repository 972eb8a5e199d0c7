package org.espalier.engine.approval;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.UUID;
import org.espalier.engine.query.JpqlFilter;

/** Finds stored questions. Outside a transaction each call sees what is committed. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class ApprovalRepository {
  private static final String APPROVALS = "select a from Approval a";
  private static final String OLDEST_FIRST = "order by a.askedAt, a.id";

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the fields. */
  public ApprovalRepository() {}

  ApprovalRepository(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  /**
   * The question with this id.
   *
   * @throws ApprovalNotFoundException when there is none
   */
  public Approval require(UUID id) {
    Approval found = entityManager.find(Approval.class, id);
    if (found == null) {
      throw new ApprovalNotFoundException(id.toString());
    }
    return found;
  }

  /** Questions, the oldest first. */
  public List<Approval> list(ApprovalQuery query) {
    JpqlFilter filter = new JpqlFilter();
    if (!query.statuses().isEmpty()) {
      filter.and("a.status in :statuses", "statuses", query.statuses());
    }
    query.treeId().ifPresent(id -> filter.and("a.treeId = :treeId", "treeId", id));
    query.runId().ifPresent(id -> filter.and("a.runId = :runId", "runId", id));
    query.taskId().ifPresent(id -> filter.and("a.taskId = :taskId", "taskId", id));
    query
        .after()
        .ifPresent(
            cursor ->
                filter
                    .and("a.askedAt >= :at and (a.askedAt > :at or a.id > :id)")
                    .with("at", cursor.at())
                    .with("id", cursor.id()));
    return filter
        .query(entityManager, APPROVALS, OLDEST_FIRST, Approval.class, query.limit())
        .getResultList();
  }
}
