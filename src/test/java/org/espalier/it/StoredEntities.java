package org.espalier.it;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.UUID;
import org.espalier.tree.Task;

/** Looks at tasks with JPA from inside the server, as another bean of the WAR would. */
@Stateless
public class StoredEntities {
  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the field. */
  public StoredEntities() {}

  Task find(UUID id) {
    return entityManager.find(Task.class, id);
  }

  /** How many tasks a tree has. */
  public long count(UUID treeId) {
    return entityManager
        .createQuery("select count(t) from Task t where t.treeId = :tree", Long.class)
        .setParameter("tree", treeId)
        .getSingleResult();
  }

  /** The name of a task. */
  public String name(UUID id) {
    return find(id).name();
  }
}
