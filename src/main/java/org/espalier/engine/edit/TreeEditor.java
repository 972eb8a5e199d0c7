package org.espalier.engine.edit;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.espalier.engine.store.RunActiveException;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskTree;
import org.espalier.tree.submission.TaskPatcher;

/**
 * Changes and deletes stored tasks and trees, as long as no run is in the way.
 *
 * <p>Each method is a transaction, and locks the tree first ({@link TreeLock}).
 *
 * <p>Each method flushes what it changed. Left to the commit, Payara would do it on another
 * connection, which waits for the lock that the first one holds.
 */
@Stateless
public class TreeEditor {
  private static final String RESCHEDULE =
      """
      update Task t set t.schedule.type = :type, t.schedule.expression = :expression, t.schedule.enabled = :enabled,
        t.schedule.startAt = :startAt, t.schedule.endAt = :endAt, t.schedule.maxRuns = :maxRuns,
        t.schedule.nextRunAt = :nextRunAt, t.schedule.lastRunAt = :lastRunAt, t.schedule.runCount = :runCount,
        t.updatedAt = :updatedAt
      where t.id = :id
      """;
  private static final String DELETE_TASKS = "delete from Task t where t.id in :ids";
  private static final String DELETE_TASKS_OF_TREE = "delete from Task t where t.treeId = :treeId";
  private static final String DELETE_RUNS = "delete from TreeRun r where r.treeId = :treeId";
  private static final String DELETE_ATTEMPTS =
      """
      delete from TaskAttempt a
      where a.key.runId in (select r.id from TreeRun r where r.treeId = :treeId)
      """;
  private static final String LINKED =
      """
      select distinct l.originalTaskId from Task l join Task o on o.id = l.originalTaskId
      where o.treeId = :treeId and l.treeId <> :treeId and l.originType = 'link'
      """;
  private static final String DELETE_TREE = "delete from TaskTree t where t.id = :treeId";

  /** SQL: events are no entities. They can only be found by their run. */
  private static final String DELETE_EVENTS =
      "delete from event where run_id in (select id from run where tree_id = :treeId)";

  private static final String DELETE_EFFECTS =
      "delete from effect where run_id in (select id from run where tree_id = :treeId)";

  private static final int IDS_PER_DELETE = 1_000;

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  @Inject TaskRepository tasks;
  @Inject TaskPatcher patcher;

  /** For the container, which sets the fields. */
  public TreeEditor() {}

  public TreeEditor(EntityManager entityManager, TaskRepository tasks, TaskPatcher patcher) {
    this.entityManager = entityManager;
    this.tasks = tasks;
    this.patcher = patcher;
  }

  /**
   * Changes the definition of a task by a merge patch. Its state and its runs stay. A patch of the
   * schedule alone is not in the way of a run, nor a run in its way.
   *
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws org.espalier.json.field.InvalidRequestException with all faults of the patch
   * @throws RunActiveException while a run of the tree is active and not paused
   */
  public Task patch(UUID taskId, JsonNode patch) {
    TaskTree tree = lock().treeOf(taskId);
    if (TaskPatcher.isOfScheduleOnly(patch)) {
      return patchSchedule(taskId, patch);
    }
    lock().refuseIfRunning(tree.id());
    List<Task> all = tasks.tasksOf(tree.id());
    Task task = tasks.requireTask(taskId);
    patcher.patch(all, task, patch);
    if (task.id().equals(tree.id())) {
      tree.rename(task.name());
    }
    try {
      entityManager.flush();
    } catch (OptimisticLockException e) {
      throw new EditConflictException(taskId, e);
    }
    return task;
  }

  /** Writes the schedule's columns alone: the state beside them may be changing. */
  private Task patchSchedule(UUID taskId, JsonNode patch) {
    Task task = tasks.requireTask(taskId);
    entityManager.detach(task);
    patcher.patchSchedule(task, patch);
    ScheduleDefinition schedule = task.schedule().definition();
    entityManager
        .createQuery(RESCHEDULE)
        .setParameter("type", schedule.type())
        .setParameter("expression", schedule.expression())
        .setParameter("enabled", schedule.enabled())
        .setParameter("startAt", schedule.startAt())
        .setParameter("endAt", schedule.endAt())
        .setParameter("maxRuns", schedule.maxRuns())
        .setParameter("nextRunAt", task.schedule().nextRunAt().orElse(null))
        .setParameter("lastRunAt", task.schedule().lastRunAt().orElse(null))
        .setParameter("runCount", task.schedule().runCount())
        .setParameter("updatedAt", task.updatedAt())
        .setParameter("id", taskId)
        .executeUpdate();
    return tasks.requireTask(taskId);
  }

  /**
   * Deletes a task. With {@code cascade} everything below it goes too; deleting the root deletes
   * the tree.
   *
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws TaskInUseException when another task hangs on it
   * @throws RunActiveException while a run of the tree is active
   */
  public void deleteTask(UUID taskId, boolean cascade) {
    TaskTree tree = lock().treeOf(taskId);
    lock().refuseIfActive(tree.id());
    List<Task> all = tasks.tasksOf(tree.id());
    Task task = tasks.requireTask(taskId);
    Subtree subtree = Subtree.of(task, all);
    if (!cascade && subtree.ids().size() > 1) {
      throw new TaskInUseException(
          taskId,
          "%d tasks are below it; add '?cascade=true' to delete them too."
              .formatted(subtree.ids().size() - 1));
    }
    refuseIfDependedOn(taskId, subtree);
    delete(tree, task, subtree);
  }

  /**
   * Deletes a task that was never begun, and what is below it. Deleting the root deletes the tree.
   *
   * @return how many tasks were deleted
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws TaskInUseException when one of them is not pending, another task depends on one of
   *     them, or there are some below it and {@code cascade} is false
   * @throws RunActiveException while a run of the tree is active
   */
  public int deletePending(UUID taskId, boolean cascade) {
    TaskTree tree = lock().treeOf(taskId);
    lock().refuseIfActive(tree.id());
    Task task = tasks.requireTask(taskId);
    Subtree subtree = Subtree.of(task, tasks.tasksOf(tree.id()));
    PendingRule.check(task, subtree, cascade);
    refuseIfDependedOn(taskId, subtree);
    delete(tree, task, subtree);
    return subtree.ids().size();
  }

  private void delete(TaskTree tree, Task task, Subtree subtree) {
    refuseIfLinked(task.id(), tree.id(), subtree.ids()::contains);
    if (task.id().equals(tree.id())) {
      deleteAllOf(tree.id());
    } else {
      deleteTasks(List.copyOf(subtree.ids()));
      tree.shrink(subtree.ids().size());
      entityManager.flush();
    }
  }

  /**
   * Deletes a tree with its tasks, runs, attempts and events.
   *
   * @throws org.espalier.tree.TreeNotFoundException when there is no such tree
   * @throws RunActiveException while a run of the tree is active
   */
  public void deleteTree(UUID treeId) {
    tasks.lockTree(treeId);
    lock().refuseIfActive(treeId);
    refuseIfLinked(treeId, treeId, id -> true);
    deleteAllOf(treeId);
  }

  private TreeLock lock() {
    return new TreeLock(entityManager, tasks);
  }

  /** Links from elsewhere show these tasks, and would show nothing. */
  private void refuseIfLinked(UUID taskId, UUID treeId, Predicate<UUID> goes) {
    List<UUID> linked =
        entityManager
            .createQuery(LINKED, UUID.class)
            .setParameter("treeId", treeId)
            .getResultList()
            .stream()
            .filter(goes)
            .toList();
    if (!linked.isEmpty()) {
      throw new TaskInUseException(
          taskId,
          "Links of other trees show %d tasks of it (%s); delete those first."
              .formatted(linked.size(), linked.get(0)));
    }
  }

  private static void refuseIfDependedOn(UUID taskId, Subtree subtree) {
    List<Task> dependents = subtree.dependentsOutside();
    if (!dependents.isEmpty()) {
      String names =
          dependents.stream()
              .limit(5)
              .map(task -> "'" + task.name() + "'")
              .collect(Collectors.joining(", "));
      throw new TaskInUseException(
          taskId,
          "%d tasks depend on it or on a task below it (%s); change or delete those first."
              .formatted(dependents.size(), names));
    }
  }

  private void deleteTasks(List<UUID> ids) {
    List<UUID> left = new ArrayList<>(ids);
    while (!left.isEmpty()) {
      List<UUID> some = left.subList(0, Math.min(IDS_PER_DELETE, left.size()));
      entityManager
          .createQuery(DELETE_TASKS)
          .setParameter("ids", List.copyOf(some))
          .executeUpdate();
      some.clear();
    }
  }

  private void deleteAllOf(UUID treeId) {
    for (String delete : List.of(DELETE_EVENTS, DELETE_EFFECTS)) {
      entityManager.createNativeQuery(delete).setParameter("treeId", treeId).executeUpdate();
    }
    for (String delete : List.of(DELETE_ATTEMPTS, DELETE_RUNS, DELETE_TASKS_OF_TREE, DELETE_TREE)) {
      entityManager.createQuery(delete).setParameter("treeId", treeId).executeUpdate();
    }
    entityManager.clear(); // the tree is still managed and no longer there
  }
}
