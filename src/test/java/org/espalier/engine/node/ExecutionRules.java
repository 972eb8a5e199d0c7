package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.node.StoredState.Attempt;
import org.espalier.engine.node.StoredState.AttemptKey;
import org.espalier.engine.node.StoredState.TaskOfTree;
import org.espalier.json.Json;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;

/** What must be true whenever an attempt is handed out, enters its executor, or goes on. */
final class ExecutionRules {
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(3);

  private final Map<UUID, List<TaskDependency>> dependencies;
  private final Set<UUID> atMostOnce;
  private final VirtualTime time;
  private final Supplier<StoredState> stored;
  private final BiConsumer<SimulatedNode, UUID> atStart;
  private final List<Execution> live = new ArrayList<>();
  private final Set<String> effects = new HashSet<>();
  private final Map<String, String> keys = new HashMap<>();
  private int zombies;

  /**
   * The rules.
   *
   * @param dependencies of every task, as submitted
   * @param atMostOnce the tasks that are
   * @param atStart what else is to be checked when a node starts an attempt in a run it owns
   */
  ExecutionRules(
      Map<UUID, List<TaskDependency>> dependencies,
      Set<UUID> atMostOnce,
      VirtualTime time,
      Supplier<StoredState> stored,
      BiConsumer<SimulatedNode, UUID> atStart) {
    this.dependencies = dependencies;
    this.atMostOnce = atMostOnce;
    this.time = time;
    this.stored = stored;
    this.atStart = atStart;
  }

  /** An attempt, as the world outside sees it. */
  static final class Execution {
    final SimulatedNode node;
    final UUID owner;
    final Assignment assignment;
    final boolean isOwned;
    boolean isEntered;
    boolean isStopped;
    long since;

    Execution(SimulatedNode node, UUID owner, Assignment assignment, boolean isOwned) {
      this.node = node;
      this.owner = owner;
      this.assignment = assignment;
      this.isOwned = isOwned;
    }

    String task() {
      return assignment.runId() + "/" + assignment.taskId();
    }
  }

  Execution dispatched(SimulatedNode node, Assignment attempt) {
    StoredState state = stored.get();
    UUID owner = node.leaseIdInTurn();
    boolean isOwned = state.isOwner(owner, attempt);
    unless(
        isOwned || !state.isLeased(owner, time.now()),
        "a node with a lease starts only what it owns",
        "%s starts %s",
        node.name(),
        attempt.taskName());
    Execution execution = new Execution(node, owner, attempt, isOwned);
    if (isOwned) {
      checkTask(execution, state);
      atStart.accept(node, attempt.runId());
    }
    live.add(execution);
    return execution;
  }

  private void checkTask(Execution execution, StoredState state) {
    Assignment attempt = execution.assignment;
    TaskOfTree task = state.tasks().get(attempt.taskId());
    unless(
        attempt.runId().equals(task.runId()) && !task.status().isTerminal(),
        "a settled task does not run again in its run",
        "%s",
        task);
    unless(
        live.stream()
            .noneMatch(
                other ->
                    other.task().equals(execution.task())
                        && other.assignment.epoch() == execution.assignment.epoch()
                        && !other.isStopped),
        "an owner makes one attempt of a task at a time",
        "%s",
        task);
    Attempt row = state.attempts().get(AttemptKey.of(attempt));
    boolean isRecordedFirst = atMostOnce.contains(task.id());
    unless(
        isRecordedFirst ? row != null && row.isOpen() : row == null,
        "an at_most_once attempt is recorded before it starts, and no attempt twice",
        "%s/%d: %s",
        task,
        attempt.number(),
        row);
    if (task.isMade()) {
      checkMade(execution, task, state);
    }
    dependencies
        .getOrDefault(task.id(), List.of())
        .forEach(dependency -> checkDependency(task, dependency, state));
    attempt.dependencies().forEach(given -> checkResult(task, given, state));
  }

  /** Whoever made it has made all, goes on, and lets no more start than it may. */
  private void checkMade(Execution execution, TaskOfTree task, StoredState state) {
    TaskOfTree maker = state.tasks().get(task.maker());
    unless(
        maker.status() == TaskStatus.IN_PROGRESS && maker.isParked(),
        "a made task starts when all are stored, and while the one that made it goes on",
        "%s of %s",
        task,
        maker);
    long others =
        live.stream()
            .filter(other -> !other.isStopped && !other.task().equals(execution.task()))
            .filter(other -> other.assignment.epoch() == execution.assignment.epoch())
            .map(other -> state.tasks().get(other.assignment.taskId()))
            .filter(other -> other != null && maker.id().equals(other.maker()))
            .count();
    unless(
        others < SimulatedUsers.CONCURRENCY,
        "no more tasks of a list run at a time than may",
        "%s beside %d others",
        task,
        others);
  }

  private void checkDependency(TaskOfTree task, TaskDependency dependency, StoredState state) {
    TaskStatus status = state.tasks().get(dependency.id()).status();
    unless(
        dependency.required()
            ? status == TaskStatus.COMPLETED
            : status.isTerminal() || isUnreachable(dependency.id(), state),
        "a task starts when its dependencies are over or can never start",
        "%s waits for one that is %s",
        task,
        status);
  }

  /** Something it requires did not complete, or can never start itself. */
  private boolean isUnreachable(UUID id, StoredState state) {
    return state.tasks().get(id).status() == TaskStatus.PENDING
        && dependencies.getOrDefault(id, List.of()).stream()
            .filter(TaskDependency::required)
            .anyMatch(
                required -> {
                  TaskStatus status = state.tasks().get(required.id()).status();
                  return status.isTerminal() && status != TaskStatus.COMPLETED
                      || isUnreachable(required.id(), state);
                });
  }

  private static void checkResult(
      TaskOfTree task, Assignment.DependencyResult given, StoredState state) {
    String result = state.tasks().get(given.id()).result();
    String handed = given.result() == null ? null : Json.write(given.result());
    unless(
        result == null ? handed == null : result.equals(handed),
        "an attempt is given the results of its dependencies",
        "%s got %s instead of %s",
        task,
        handed,
        result);
    unless(
        given.status() == state.tasks().get(given.id()).status()
            && (given.error() == null) == (given.status() == TaskStatus.COMPLETED),
        "an attempt is told how its dependencies ended",
        "%s is told of %s",
        task,
        given);
  }

  /** The tasks that are; those made for elements come on top as they are made. */
  Set<UUID> atMostOnce() {
    return atMostOnce;
  }

  void entered(Execution execution) {
    Assignment attempt = execution.assignment;
    StoredState state = stored.get();
    execution.isEntered = true;
    execution.since = time.nanos();
    zombies += execution.isOwned ? 0 : 1;
    unless(
        keys.computeIfAbsent(execution.task(), task -> attempt.idempotencyKey())
            .equals(attempt.idempotencyKey()),
        "every attempt of a task carries the same key",
        "%s",
        attempt.idempotencyKey());
    unless(
        !atMostOnce.contains(attempt.taskId()) || effects.add(execution.task()),
        "an at_most_once task has its effect once at most",
        "%s/%d",
        attempt.taskName(),
        attempt.number());
    unless(
        execution.isStopped
            || execution.node.isInTurn()
            || state.isOwner(execution.owner, attempt)
            || !state.isLeased(execution.owner, time.now()),
        "nothing begins in a run that its node has let go",
        "%s/%d on %s",
        attempt.taskName(),
        attempt.number(),
        execution.node.name());
  }

  /** It was told to stop, or reported: the engine counts on it no longer. */
  void stopped(Execution execution) {
    execution.isStopped = true;
  }

  void withdrawn(Execution execution) {
    live.remove(execution);
  }

  void left(Execution execution) {
    live.remove(execution);
  }

  /** While nothing disturbs the nodes: a long attempt has been recorded since this point or it. */
  void checkRecorded(long quietSince) {
    StoredState state = stored.get();
    for (Execution execution : live) {
      boolean isLong =
          time.nanos() - Math.max(quietSince, execution.since) > RECORDED_WITHIN.toNanos();
      if (execution.isEntered
          && !execution.isStopped
          && isLong
          && state.isOwner(execution.owner, execution.assignment)) {
        Attempt row = state.attempts().get(AttemptKey.of(execution.assignment));
        unless(
            row != null && row.isOpen(),
            "a long attempt is on record while it runs",
            "%s/%d",
            execution.assignment.taskName(),
            execution.assignment.number());
      }
    }
  }

  /** How many attempts entered an executor for a node that had lost the run. */
  int zombies() {
    return zombies;
  }
}
