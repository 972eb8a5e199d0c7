package org.espalier.tree;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds stored trees and their tasks. Outside a transaction each call sees what is committed. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class TaskRepository {
  private static final String TASKS_OF_TREE =
      """
      select t from Task t where t.treeId = :treeId order by t.ordinal
      """;

  /** Ordered as the index is, or H2 would sort the whole tree for each page. */
  private static final String PAGE_OF_TREE =
      """
      select t from Task t where t.treeId = :treeId and t.ordinal > :ordinal order by t.treeId, t.ordinal
      """;

  private static final String CHILDREN =
      """
      select t from Task t where t.treeId = :treeId and t.parentId = :parentId order by t.priority, t.ordinal
      """;
  private static final String BY_KEY =
      """
      select t from Task t where t.key = :key and t.originType is null order by t.createdAt desc, t.id
      """;
  private static final String CHILD_IDS =
      """
      select t.id from Task t where t.treeId = :treeId and t.parentId = :parentId order by t.priority, t.ordinal
      """;
  private static final String OUTLINE_OF_TREE =
      """
      select new org.espalier.tree.TaskOutline(t.id, t.parentId)
      from Task t where t.treeId = :treeId order by t.ordinal
      """;
  private static final String NAMES_OF_TREE =
      """
      select new org.espalier.tree.TaskName(t.id, t.key, t.name)
      from Task t where t.treeId = :treeId order by t.ordinal
      """;

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  /** For the container, which sets the fields. */
  public TaskRepository() {}

  TaskRepository(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  public Optional<TaskTree> findTree(UUID id) {
    return Optional.ofNullable(entityManager.find(TaskTree.class, id));
  }

  /**
   * The tree with this id.
   *
   * @throws TreeNotFoundException when there is none
   */
  public TaskTree requireTree(UUID id) {
    return findTree(id).orElseThrow(() -> new TreeNotFoundException(id));
  }

  /**
   * The tree with this id, locked until the transaction ends, so that no run of it can start
   * meanwhile.
   *
   * @throws TreeNotFoundException when there is none
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public TaskTree lockTree(UUID id) {
    TaskTree tree = entityManager.find(TaskTree.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (tree == null) {
      throw new TreeNotFoundException(id);
    }
    return tree;
  }

  /** All tasks of a tree in the order of their submission; empty when there is no such tree. */
  public List<Task> tasksOf(UUID treeId) {
    return links()
        .resolve(
            entityManager
                .createQuery(TASKS_OF_TREE, Task.class)
                .setParameter("treeId", treeId)
                .getResultList());
  }

  /** Tasks of a tree whose place in it is behind that one, in the order of their submission. */
  public List<Task> pageOf(UUID treeId, int ordinal, int limit) {
    return links()
        .resolve(
            entityManager
                .createQuery(PAGE_OF_TREE, Task.class)
                .setParameter("treeId", treeId)
                .setParameter("ordinal", ordinal)
                .setMaxResults(limit)
                .getResultList());
  }

  /** The direct children of a task, urgent ones first. */
  public List<Task> childrenOf(UUID taskId) {
    return links()
        .resolve(
            entityManager
                .createQuery(CHILDREN, Task.class)
                .setParameter("parentId", taskId)
                .setParameter("treeId", requireTask(taskId).treeId())
                .getResultList());
  }

  /** The ids of these. */
  public List<UUID> childIdsOf(Task task) {
    return entityManager
        .createQuery(CHILD_IDS, UUID.class)
        .setParameter("parentId", task.id())
        .setParameter("treeId", task.treeId())
        .getResultList();
  }

  /** What hangs below what in a tree, in the order of the submission. */
  public List<TaskOutline> outlineOf(UUID treeId) {
    return entityManager
        .createQuery(OUTLINE_OF_TREE, TaskOutline.class)
        .setParameter("treeId", treeId)
        .getResultList();
  }

  /** These tasks, in no particular order; those that are not there are left out. */
  public List<Task> tasksWith(Collection<UUID> ids) {
    return links().withIds(ids);
  }

  private LinkReader links() {
    return new LinkReader(entityManager);
  }

  /** What the tasks of a tree can be called, in the order of their submission. */
  public List<TaskName> namesOf(UUID treeId) {
    return entityManager
        .createQuery(NAMES_OF_TREE, TaskName.class)
        .setParameter("treeId", treeId)
        .getResultList();
  }

  public Optional<Task> findTask(UUID id) {
    return Optional.ofNullable(entityManager.find(Task.class, id))
        .map(task -> links().resolve(List.of(task)).get(0));
  }

  /** The task that was last created under this id of the caller's own; copies do not count. */
  public Optional<Task> findByKey(String key) {
    if (key.indexOf('\0') >= 0) {
      return Optional.empty(); // no key holds one, and PostgreSQL refuses to look for it
    }
    return entityManager
        .createQuery(BY_KEY, Task.class)
        .setParameter("key", key)
        .setMaxResults(1)
        .getResultList()
        .stream()
        .findFirst();
  }

  /**
   * The task with this id.
   *
   * @throws TaskNotFoundException when there is none
   */
  public Task requireTask(UUID id) {
    return findTask(id).orElseThrow(() -> new TaskNotFoundException(id));
  }
}
