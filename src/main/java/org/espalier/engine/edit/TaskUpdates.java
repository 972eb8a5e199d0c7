package org.espalier.engine.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.store.RunActiveException;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.IdTakenException;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TaskTree;
import org.espalier.tree.submission.TaskPatcher;
import org.espalier.tree.submission.TreeExtender;

/**
 * What the AI Partner Up Flow Protocol lets callers do to stored tasks beside running them: set
 * definition and state at once, add tasks to a tree, archive, cancel what nobody runs.
 *
 * <p>Each method is a transaction, and locks the tree first ({@link TreeLock}). A task whose state
 * is set by hand belongs to no run any more.
 */
@Stateless
public class TaskUpdates {
  private static final String SET_STATE =
      """
      update Task t set t.status = :status, t.progress = :progress, t.result = :result, t.error = :error,
        t.startedAt = :startedAt, t.completedAt = :completedAt, t.retryAt = null, t.attempts = 0, t.runId = null,
        t.updatedAt = :now, t.version = t.version + 1
      where t.id = :id and t.status = :from
      """;

  @PersistenceContext(unitName = "espalier")
  EntityManager entityManager;

  @Inject TaskRepository tasks;
  @Inject TaskPatcher patcher;
  @Inject TreeExtender extender;
  @Inject EspalierSettings settings;
  @Inject Clock clock;

  /** For the container, which sets the fields. */
  public TaskUpdates() {}

  TaskUpdates(
      EntityManager entityManager,
      TaskRepository tasks,
      TaskPatcher patcher,
      TreeExtender extender,
      EspalierSettings settings,
      Clock clock) {
    this.entityManager = entityManager;
    this.tasks = tasks;
    this.patcher = patcher;
    this.extender = extender;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Changes definition and state of a task, both or neither.
   *
   * @param definition fields that replace the stored ones as a whole; null removes
   * @param violations what is wrong with the change so far; the rest is added
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws InvalidRequestException with all faults; nothing was changed
   * @throws RunActiveException while a run of the tree is active; a paused one lets definitions
   *     pass
   */
  public Task update(UUID taskId, ObjectNode definition, StateChange state, Violations violations) {
    TaskTree tree = lock().treeOf(taskId);
    if (state.isEmpty()) {
      lock().refuseIfRunning(tree.id());
    } else {
      lock().refuseIfActive(tree.id());
    }
    List<Task> all = tasks.tasksOf(tree.id());
    Task task = tasks.requireTask(taskId);
    checkState(task, definition, state, all, violations);
    redefine(task, definition, all, violations);
    violations.refuseRequestIfAny();
    if (task.id().equals(tree.id())) {
      tree.rename(task.name());
    }
    entityManager.flush();
    if (!state.isEmpty()) {
      write(task, HandMadeState.of(task, state, now()));
    }
    return tasks.requireTask(taskId);
  }

  private static void checkState(
      Task task, ObjectNode definition, StateChange state, List<Task> all, Violations violations) {
    if (task.origin().isFrozen()) {
      violations.add(
          "",
          ViolationCode.FROZEN,
          "A task of origin '%s' cannot be changed.",
          task.origin().word());
    }
    if (definition.has("dependencies") && task.status() != TaskStatus.PENDING) {
      violations.add(
          "/dependencies",
          ViolationCode.NOT_PENDING,
          "The dependencies of a task can be changed only while it is pending; it is '%s'.",
          task.status().word());
    }
    HandMadeState.check(task, state, all, violations);
  }

  private void redefine(Task task, ObjectNode definition, List<Task> all, Violations violations) {
    if (definition.isEmpty()) {
      return;
    }
    try {
      patcher.replace(all, task, definition);
    } catch (InvalidRequestException e) {
      e.violations().forEach(violations::add);
    }
  }

  private void write(Task task, HandMadeState state) {
    int written =
        entityManager
            .createQuery(SET_STATE)
            .setParameter("status", state.status())
            .setParameter("progress", state.progress())
            .setParameter("result", state.result())
            .setParameter("error", state.error())
            .setParameter("startedAt", state.startedAt())
            .setParameter("completedAt", state.completedAt())
            .setParameter("now", now())
            .setParameter("id", task.id())
            .setParameter("from", task.status())
            .executeUpdate();
    if (written != 1) {
      throw new EditConflictException(task.id());
    }
    entityManager.refresh(task);
  }

  /**
   * Adds tasks to the tree of one of its tasks.
   *
   * @param items the new tasks in the form of a submission, each with its parent
   * @return the new tasks
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws org.espalier.json.field.InvalidTreeException with all faults; nothing was stored
   * @throws RunActiveException while a run of the tree is active
   */
  public List<Task> extend(UUID taskId, JsonNode items) {
    TaskTree tree = lock().treeOf(taskId);
    lock().refuseIfActive(tree.id());
    List<Task> added = extender.extend(tasks.tasksOf(tree.id()), items);
    List<UUID> taken =
        added.stream().map(Task::id).filter(id -> tasks.findTask(id).isPresent()).toList();
    if (!taken.isEmpty()) {
      throw new IdTakenException(taken);
    }
    added.forEach(entityManager::persist);
    tree.grow(added.size());
    entityManager.flush();
    return added;
  }

  /**
   * Keeps completed tasks as they are from now on.
   *
   * @return the tasks
   * @throws InvalidRequestException when one of them is not completed
   */
  public List<Task> archive(UUID taskId, boolean recursive) {
    TaskTree tree = lock().treeOf(taskId);
    lock().refuseIfActive(tree.id());
    Task root = tasks.requireTask(taskId);
    List<Task> kept =
        recursive ? Subtree.of(root, tasks.tasksOf(tree.id())).inside() : List.of(root);
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    for (Task task : kept) {
      if (task.status() != TaskStatus.COMPLETED) {
        violations.add(
            "/task_id",
            ViolationCode.NOT_COMPLETED,
            "Task %s is '%s'; only what is completed can be archived.",
            task.id(),
            task.status().word());
      }
    }
    violations.refuseRequestIfAny();
    kept.forEach(task -> task.archive(now()));
    entityManager.flush();
    return kept;
  }

  /**
   * Cancels tasks that no run is working on. Those that are over stay as they are.
   *
   * @param whole also everything below the task
   * @param why the error they get
   * @return whether the task itself was cancelled; empty when a run of the tree is active, which
   *     must be asked instead
   */
  public Optional<Boolean> cancelIdle(UUID taskId, boolean whole, String why) {
    TaskTree tree = lock().treeOf(taskId);
    if (!lock().activeRuns(tree.id()).isEmpty()) {
      return Optional.empty();
    }
    Task task = tasks.requireTask(taskId);
    List<Task> all = whole ? Subtree.of(task, tasks.tasksOf(tree.id())).inside() : List.of(task);
    boolean isCancelled = !task.status().isTerminal();
    StateChange change =
        new StateChange(
            Optional.of(TaskStatus.CANCELLED),
            Optional.empty(),
            Optional.empty(),
            Optional.of(why));
    for (Task each : all) {
      if (!each.status().isTerminal()) {
        write(each, HandMadeState.of(each, change, now()));
      }
    }
    return Optional.of(isCancelled);
  }

  private TreeLock lock() {
    return new TreeLock(entityManager, tasks);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
