package org.espalier.api.jsonrpc.method;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.edit.TaskUpdates;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.RunStateException;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.webhook.RunEnd;

/**
 * Cancels single tasks and whole trees, whether a run is on or not, and waits until it is done.
 * Thread-safe.
 */
@ApplicationScoped
public class Cancellation {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_TRIES = 5;

  @Inject TaskUpdates updates;
  @Inject TreeRunner runner;
  @Inject RunRepository runs;
  @Inject TaskRepository tasks;
  @Inject RunEnd runEnd;

  /** For the container, which sets the fields. */
  public Cancellation() {}

  /**
   * Cancels a task; with the root everything of its tree that is not over.
   *
   * @param why the error that what is cancelled gets
   * @return the status the task had reached already; empty when it is cancelled now
   * @throws RpcException when it cannot be cancelled just now
   */
  Optional<TaskStatus> cancel(Task task, String why) {
    boolean isRoot = task.id().equals(task.treeId());
    if (task.status().isTerminal() && !isRoot) {
      return Optional.of(task.status());
    }
    // A run may begin or end between two looks; then it is looked once more.
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Boolean> idle = updates.cancelIdle(task.id(), isRoot, why);
      if (idle.isPresent()) {
        return idle.get() ? Optional.empty() : Optional.of(tasks.requireTask(task.id()).status());
      }
      Optional<TreeRun> run = runs.latestOf(task.treeId());
      if (run.isPresent() && !run.get().status().isTerminal()) {
        if (isRoot ? cancelRun(run.get().id(), why) : cancelTask(task, run.get(), why)) {
          return isRoot ? awaitRun(run.get().id(), task) : awaitTask(task, run.get(), why);
        }
      }
    }
    throw busy(task);
  }

  private boolean cancelRun(UUID runId, String why) {
    try {
      runner.cancel(runId, why);
      return true;
    } catch (RunStateException e) {
      return false;
    }
  }

  private boolean cancelTask(Task task, TreeRun run, String why) {
    if (!tasks.requireTask(task.id()).runId().equals(Optional.of(run.id()))) {
      throw new RpcException(
          RpcCode.TASK_ALREADY_EXECUTING,
          "Task %s is not part of the run of its tree that is on; cancel it when that is over, or cancel the root."
              .formatted(task.id()));
    }
    return runner.cancelTask(run.id(), task.id(), why);
  }

  /** What became of it; empty also when it is on its way and nobody runs the tree just now. */
  private Optional<TaskStatus> awaitTask(Task task, TreeRun run, String why) {
    Optional<TaskStatus> seen =
        patiently(
            () -> {
              TaskStatus now = tasks.requireTask(task.id()).status();
              boolean isOver = now.isTerminal() || runs.require(run.id()).status().isTerminal();
              return isOver ? Optional.of(now) : Optional.empty();
            });
    if (seen.isPresent() && !seen.get().isTerminal()) {
      return cancel(tasks.requireTask(task.id()), why); // the run went without it
    }
    return seen.filter(status -> status != TaskStatus.CANCELLED);
  }

  private Optional<TaskStatus> awaitRun(UUID runId, Task task) {
    Optional<RunStatus> end =
        patiently(() -> Optional.of(runs.require(runId).status()).filter(RunStatus::isTerminal));
    return end.filter(status -> status != RunStatus.CANCELLED)
        .map(status -> tasks.requireTask(task.id()).status());
  }

  private <T> Optional<T> patiently(Supplier<Optional<T>> look) {
    try {
      return runEnd.awaitAnswer(look, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static RpcException busy(Task task) {
    return new RpcException(
        RpcCode.SERVER_ERROR,
        "Task %s could not be cancelled: runs of its tree begin and end too fast; try again."
            .formatted(task.id()));
  }
}
