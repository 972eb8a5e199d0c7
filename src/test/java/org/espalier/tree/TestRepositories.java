package org.espalier.tree;

import jakarta.persistence.EntityManager;

/** Makes repositories for tests of other packages. */
public final class TestRepositories {
  private TestRepositories() {}

  public static TaskRepository tasks(EntityManager entityManager) {
    return new TaskRepository(entityManager);
  }

  public static TaskListing listing(EntityManager entityManager) {
    return new TaskListing(entityManager);
  }
}
