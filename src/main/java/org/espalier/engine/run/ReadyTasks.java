package org.espalier.engine.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Decides when a task may start: as soon as all its dependencies are settled and the required ones
 * completed. A task that can never start, since one that it requires did not complete or can never
 * start itself, counts as settled by that. The heart of the engine; knows nothing of runs, attempts
 * or storage.
 *
 * <p>Among ready tasks the lower priority value comes first, then the one that was ready first.
 * Each task is offered once, unless it is {@link #offerAgain offered again} for a retry. Settling
 * costs time in proportion to the dependents of all that is settled by it, so that a whole run
 * costs as much as it has dependencies. Not thread-safe.
 */
final class ReadyTasks {
  private static final long NOT_OFFERED = 0;
  private static final int NOBODY = -1;

  private record Ready(int task, int priority, long order) implements Comparable<Ready> {
    @Override
    public int compareTo(Ready other) {
      return priority != other.priority
          ? Integer.compare(priority, other.priority)
          : Long.compare(order, other.order);
    }
  }

  private final TaskGraph graph;
  private final int[] priorities;
  private final int[] unsettled;
  private final boolean[] startable;

  /** Those that were startable at first: the others are settled by {@link #settle} alone. */
  private final boolean[] isToRun;

  private final boolean[] isSettled;

  /** Of a task that can never start: the one whose end is why. */
  private final int[] culprits;

  private final PriorityQueue<Ready> ready = new PriorityQueue<>();
  private final long[] offeredAs;
  private long order;
  private int offered;

  /**
   * Starts with nothing settled.
   *
   * @param priorities of each task; lower first
   * @param startable whether each task may be offered; the others are only depended on
   */
  ReadyTasks(TaskGraph graph, int[] priorities, boolean[] startable) {
    this.graph = graph;
    this.priorities = priorities;
    this.startable = startable.clone();
    this.isToRun = startable.clone();
    this.isSettled = new boolean[graph.size()];
    this.culprits = new int[graph.size()];
    Arrays.fill(culprits, NOBODY);
    this.unsettled = new int[graph.size()];
    this.offeredAs = new long[graph.size()];
    for (int task = 0; task < unsettled.length; task++) {
      unsettled[task] = graph.dependencies(task).length;
      offerIfReady(task);
    }
  }

  /**
   * A task is over: its dependents may become ready, or, if they required it and it did not
   * complete, never will, nor will those that require them. Nothing more follows when it was
   * settled before, as one that could never start and is cancelled.
   *
   * @param completed whether it completed; otherwise it failed, was cancelled, or is left out
   */
  void settle(int task, boolean completed) {
    startable[task] = false;
    if (isSettled[task]) {
      return;
    }
    isSettled[task] = true;
    Deque<Integer> unreached = new ArrayDeque<>();
    tellDependents(task, completed, unreached);
    while (!unreached.isEmpty()) {
      tellDependents(unreached.remove(), false, unreached);
    }
  }

  private void tellDependents(int task, boolean completed, Deque<Integer> unreached) {
    int[] dependents = graph.dependents(task);
    for (int place = 0; place < dependents.length; place++) {
      int dependent = dependents[place];
      unsettled[dependent]--;
      if (!completed && graph.isRequiredBy(task, place)) {
        giveUp(dependent, task, unreached);
      }
      offerIfReady(dependent);
    }
  }

  private void giveUp(int task, int because, Deque<Integer> unreached) {
    startable[task] = false;
    if (isToRun[task] && !isSettled[task]) {
      isSettled[task] = true;
      culprits[task] = culprits[because] == NOBODY ? because : culprits[because];
      unreached.add(task);
    }
  }

  /** Of a task that can never start: the one that did not complete, or is left out. */
  OptionalInt culprit(int task) {
    return culprits[task] == NOBODY ? OptionalInt.empty() : OptionalInt.of(culprits[task]);
  }

  /** A task that was offered before may start once more, unless it has become unable to. */
  void offerAgain(int task) {
    startable[task] = culprits[task] == NOBODY;
    offerIfReady(task);
  }

  /**
   * A task that is offered is not to start now; it may be {@link #offerAgain offered again} later.
   */
  void retract(int task) {
    startable[task] = false;
    if (offeredAs[task] != NOT_OFFERED) {
      offeredAs[task] = NOT_OFFERED;
      offered--;
    }
  }

  /** The tasks that may start now, in the order they should; each is handed out once. */
  List<Integer> take() {
    if (ready.isEmpty()) {
      return List.of();
    }
    List<Integer> taken = new ArrayList<>(offered);
    for (Ready next = ready.poll(); next != null; next = ready.poll()) {
      if (offeredAs[next.task] == next.order) {
        offeredAs[next.task] = NOT_OFFERED;
        taken.add(next.task);
      }
    }
    offered = 0;
    return taken;
  }

  /** Whether {@link #take} would give nothing. */
  boolean isEmpty() {
    return offered == 0;
  }

  private void offerIfReady(int task) {
    if (unsettled[task] == 0 && startable[task]) {
      startable[task] = false;
      offeredAs[task] = ++order;
      offered++;
      ready.add(new Ready(task, priorities[task], order));
    }
  }
}
