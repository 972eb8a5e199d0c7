package org.espalier.engine.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.stream.Stream;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/**
 * The tasks of one run by their place, and what is left to start: the tasks that are ready and the
 * tasks that wait for their retry. Owned by one {@link RunState}; not thread-safe.
 */
final class RunTasks {
  private static final Comparator<RunTask> BY_TIME =
      Comparator.comparing((RunTask t) -> t.retryAt == null ? Instant.MIN : t.retryAt)
          .thenComparing(t -> t.place);

  private final TaskGraph graph;
  private final ClaimedRun claimed;
  private final RunLoopSettings settings;
  private final List<RunTask> tasks;
  private final ReadyTasks ready;
  private final ElementQueue elements = new ElementQueue();
  private final PriorityQueue<RunTask> retries = new PriorityQueue<>(BY_TIME);
  private final PriorityQueue<RunTask> parked = new PriorityQueue<>(BY_TIME);
  private final Map<UUID, RunTask> undecided = new LinkedHashMap<>();

  RunTasks(ClaimedRun claimed, RunLoopSettings settings) {
    this.claimed = claimed;
    this.settings = settings;
    this.graph = TaskGraph.of(claimed.tasks());
    List<RunTask> made = new ArrayList<>(graph.size());
    int[] priorities = new int[graph.size()];
    boolean[] startable = new boolean[graph.size()];
    for (int i = 0; i < graph.size(); i++) {
      RunTask task = made(i, claimed.tasks().get(i));
      made.add(task);
      priorities[i] = task.priority;
      startable[i] = task.isUnfinished() && !task.isElement();
    }
    this.tasks = made;
    this.ready = new ReadyTasks(graph, priorities, startable);
    countWaitingDependents();
  }

  private RunTask made(int place, Task task) {
    return new RunTask(
        place, task, claimed.id(), settings.defaultRetry(), settings.attemptTimeout());
  }

  /** A task is made for an element of a list; it is at the end of all. */
  RunTask add(Task task) {
    RunTask made = made(tasks.size(), task);
    tasks.add(made);
    return made;
  }

  /** The lists whose tasks are being run. */
  ElementQueue elements() {
    return elements;
  }

  private void countWaitingDependents() {
    for (RunTask task : tasks) {
      if (task.isUnfinished()) {
        for (int dependency : graph.dependencies(task.place)) {
          tasks.get(dependency).waitingDependents++;
        }
      }
    }
    for (RunTask task : tasks) {
      if (!task.isElement()) {
        task.dropResultIfUnwanted();
      }
    }
  }

  RunTask at(int place) {
    return tasks.get(place);
  }

  /** All tasks of the tree, in order, and then those that were made since. */
  List<RunTask> all() {
    return Collections.unmodifiableList(tasks);
  }

  /** Places of the tasks this one depends on, in the caller's order. */
  int[] dependencies(RunTask task) {
    return graph.dependencies(task.place);
  }

  /**
   * What was settled before this claim stays so, and its dependents need not wait for it; nor for
   * what this run leaves out.
   */
  void keepSettled() {
    for (RunTask task : tasks) {
      if (!task.isUnfinished() && !task.isElement()) {
        ready.settle(task.place, task.status == TaskStatus.COMPLETED);
      }
    }
  }

  /** A task of this run is over: dependents may become ready, results nobody awaits are dropped. */
  void settle(RunTask task) {
    if (task.isMaker) {
      elements.makerOver(task);
    }
    if (task.isElement()) {
      settleElement(task);
      return;
    }
    ready.settle(task.place, task.status == TaskStatus.COMPLETED);
    for (int dependency : graph.dependencies(task.place)) {
      RunTask awaited = tasks.get(dependency);
      awaited.waitingDependents--;
      awaited.dropResultIfUnwanted();
    }
  }

  private static void settleElement(RunTask task) {
    if (task.elements != null) {
      task.elements.settle(task);
    }
  }

  /** Of a task that can never start: the one that did not complete, or is left out. */
  Optional<RunTask> culprit(RunTask task) {
    OptionalInt culprit = task.isElement() ? OptionalInt.empty() : ready.culprit(task.place);
    return culprit.isPresent() ? Optional.of(tasks.get(culprit.getAsInt())) : Optional.empty();
  }

  /** A task that was taken may start once more. */
  void offerAgain(RunTask task) {
    if (!task.isElement()) {
      ready.offerAgain(task.place);
    } else if (task.elements != null) {
      task.elements.offer(task);
    }
  }

  /** A task that is ready is not to start now. */
  void retract(RunTask task) {
    if (!task.isElement()) {
      ready.retract(task.place);
    } else if (task.elements != null) {
      task.elements.retract(task);
    }
  }

  /** A task that is not ready becomes so at its {@code retryAt}, which is set. */
  void awaitRetry(RunTask task) {
    retries.add(task);
    if (task.elements != null) {
      task.elements.leavePlace(task);
    }
  }

  void offerDueRetries(Instant now) {
    for (RunTask task = retries.peek(); task != null && isDue(task, now); task = retries.peek()) {
      retries.poll();
      task.retryAt = null;
      offerAgain(task);
    }
  }

  private static boolean isDue(RunTask task, Instant now) {
    return task.retryAt == null || !task.retryAt.isAfter(now);
  }

  /** The task waits for no time and no decision any more. */
  void forgetTime(RunTask task) {
    retries.remove(task);
    parked.remove(task);
    undecided.remove(task.id);
  }

  /** The tasks that are over wait for no time any more. */
  void forgetTimesOfOver() {
    retries.removeIf(task -> !task.isUnfinished());
    parked.removeIf(task -> !task.isUnfinished());
    undecided.values().removeIf(task -> !task.isUnfinished());
  }

  /** A task goes on at its {@code retryAt}, which is set, where its parked attempt left. */
  void awaitParked(RunTask task) {
    parked.add(task);
    stayInProgress(task);
  }

  /** A task stays in progress without an attempt on a thread. */
  void stayInProgress(RunTask task) {
    if (task.elements != null) {
      task.elements.keepPlace(task);
    }
  }

  /** The tasks whose parked attempts go on now, in the order of their times. */
  List<RunTask> takeDueParked(Instant now) {
    if (parked.isEmpty() || !isDue(parked.peek(), now)) {
      return List.of();
    }
    List<RunTask> due = new ArrayList<>();
    while (!parked.isEmpty() && isDue(parked.peek(), now)) {
      due.add(parked.poll());
    }
    return due;
  }

  /** Nothing that waits for a time or a decision is waited for any more. */
  void forgetTimes() {
    retries.clear();
    parked.clear();
    undecided.clear();
  }

  /** A task goes on when somebody has decided. */
  void awaitDecision(RunTask task) {
    undecided.put(task.id, task);
    stayInProgress(task);
  }

  /** Whether a task waits for a decision. */
  boolean isUndecided() {
    return !undecided.isEmpty();
  }

  /** The task of that id, if it waits for a decision. */
  Optional<RunTask> undecided(UUID taskId) {
    return Optional.ofNullable(undecided.get(taskId));
  }

  Optional<Instant> nextParkedAt() {
    return Optional.ofNullable(parked.peek()).map(task -> task.retryAt);
  }

  /** When something goes on by itself; empty when nothing does. */
  Optional<Instant> nextWakeAt() {
    return Stream.of(nextRetryAt(), nextParkedAt())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  Optional<Instant> nextRetryAt() {
    return Optional.ofNullable(retries.peek()).map(task -> task.retryAt);
  }

  /** The tasks that may start now, in the order they should; each is handed out once. */
  List<RunTask> takeReady() {
    List<RunTask> taken = ready.take().stream().map(tasks::get).toList();
    if (elements.isEmpty()) {
      return taken;
    }
    List<RunTask> all = new ArrayList<>(taken);
    elements.take(all);
    return all;
  }

  /** Whether there is nothing to start, now or at a retry, and nothing parked. */
  boolean isExhausted() {
    return retries.isEmpty()
        && ready.isEmpty()
        && parked.isEmpty()
        && undecided.isEmpty()
        && elements.isEmpty();
  }
}
