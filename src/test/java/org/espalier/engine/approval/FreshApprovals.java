package org.espalier.engine.approval;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import org.espalier.database.TestDatabase;

/** A repository that sees what is committed in each call, as the container's does. */
final class FreshApprovals extends ApprovalRepository {
  private final TestDatabase database;

  FreshApprovals(TestDatabase database) {
    this.database = database;
  }

  @Override
  public Approval require(UUID id) {
    try (EntityManager jpa = database.entityManagers().createEntityManager()) {
      return new ApprovalRepository(jpa).require(id);
    }
  }

  @Override
  public List<Approval> list(ApprovalQuery query) {
    try (EntityManager jpa = database.entityManagers().createEntityManager()) {
      return new ApprovalRepository(jpa).list(query);
    }
  }
}
