package org.espalier.engine.edit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskTree;

/**
 * Locks trees for an edit, inside its transaction: first the tree's row, as the start of a run does
 * too, so that none can start meanwhile; then its active runs, so that a paused one cannot be
 * resumed and claimed.
 */
final class TreeLock {
  private static final String ACTIVE_RUNS =
      """
      select r from TreeRun r where r.treeId = :treeId and r.status in :active order by r.number desc
      """;
  private static final Set<RunStatus> ACTIVE =
      Arrays.stream(RunStatus.values())
          .filter(status -> !status.isTerminal())
          .collect(Collectors.toUnmodifiableSet());

  private final EntityManager entityManager;
  private final TaskRepository tasks;

  TreeLock(EntityManager entityManager, TaskRepository tasks) {
    this.entityManager = entityManager;
    this.tasks = tasks;
  }

  /**
   * The tree of a task, locked.
   *
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   */
  TaskTree treeOf(UUID taskId) {
    UUID treeId = tasks.requireTask(taskId).treeId();
    entityManager.clear(); // what is read behind the lock must be read anew
    return tasks.lockTree(treeId);
  }

  /** The runs of a tree that are not over, locked. */
  List<TreeRun> activeRuns(UUID treeId) {
    return entityManager
        .createQuery(ACTIVE_RUNS, TreeRun.class)
        .setParameter("treeId", treeId)
        .setParameter("active", ACTIVE)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /**
   * Lets pass what may be done only while nothing runs.
   *
   * @throws RunActiveException while a run of the tree is not over
   */
  void refuseIfActive(UUID treeId) {
    for (TreeRun run : activeRuns(treeId)) {
      throw new RunActiveException(treeId, run.id());
    }
  }

  /**
   * Lets pass what may be done while a run is paused.
   *
   * @throws RunActiveException while a run of the tree is active and not paused
   */
  void refuseIfRunning(UUID treeId) {
    for (TreeRun run : activeRuns(treeId)) {
      if (run.status() != RunStatus.PAUSED) {
        throw new RunActiveException(treeId, run.id());
      }
    }
  }
}
