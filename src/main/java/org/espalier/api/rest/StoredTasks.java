package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.espalier.api.http.LargeReads;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.wire.TaskMessage;

/** Reads single tasks, and says what they wait for. */
@ApplicationScoped
public class StoredTasks {
  @Inject TaskRepository tasks;
  @Inject RunRepository runs;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public StoredTasks() {}

  /**
   * A task.
   *
   * @throws org.espalier.tree.TaskNotFoundException when there is none
   */
  TaskMessage read(UUID taskId) {
    UUID treeId = tasks.requireTask(taskId).treeId();
    Optional<TreeRun> run = runs.latestOf(treeId);
    // Once more, behind the run, so that a task never looks older than the run that is over.
    return message(tasks.requireTask(taskId), run);
  }

  /** A task that was read just now. */
  TaskMessage message(Task task) {
    return message(task, runs.latestOf(task.treeId()));
  }

  private TaskMessage message(Task task, Optional<TreeRun> run) {
    return TaskMessages.of(task, waitingReason(task, run));
  }

  /** What it waits for can only be said of its tree as a whole. */
  private Optional<WaitingReason> waitingReason(Task task, Optional<TreeRun> run) {
    if (task.status() != TaskStatus.PENDING && task.parked().isEmpty()) {
      return Optional.empty();
    }
    LargeReads.Turn turn = turns.take(tasks.requireTree(task.treeId()).taskCount());
    try (turn) {
      return Optional.ofNullable(
          WaitingReasons.of(runs.statesOf(task.treeId()), run).get(task.id()));
    }
  }
}
