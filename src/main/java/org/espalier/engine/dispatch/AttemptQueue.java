package org.espalier.engine.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.node.AttemptLoad;
import org.espalier.settings.EngineSettings;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt may start next, under the limits of the node and of each executor, and never two of
 * one task at a time. Lower priority values first, then the order of arrival. Thread-safe.
 *
 * <p>Attempts with heavy inputs wait, in their order, until there is memory for them; meanwhile
 * others go on.
 *
 * <p>An attempt that was given up, though its thread still runs, gives its place under the limits
 * back, so that such tasks cannot starve a node. It is counted apart; an executor with too many of
 * them starts no more.
 */
final class AttemptQueue {
  private record Entry(RunningAttempt attempt, int priority, long order)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return priority != other.priority
          ? Integer.compare(priority, other.priority)
          : Long.compare(order, other.order);
    }
  }

  private @Nullable RunningAttempt lastTaken;
  private final int maxRunning;
  private final int maxAbandoned;
  private final Map<String, Integer> kindLimits;
  private final Consumer<RunningAttempt> onBlocked;
  private final Map<String, PriorityQueue<Entry>> waiting = new HashMap<>();
  private final Map<String, Integer> runningByKind = new HashMap<>();
  private final Map<String, Integer> abandonedByKind = new HashMap<>();
  private final Set<Assignment.Key> abandoned = new HashSet<>();
  private final Map<UUID, Assignment.Key> insideByTask = new HashMap<>();
  private final Map<UUID, List<Entry>> blocked = new HashMap<>();
  private final TreeSet<Entry> heavy = new TreeSet<>();
  private final HeavyInputs inputs;
  private int running;
  private long order;

  /**
   * An empty queue.
   *
   * @param maxInputBytes so much memory may the inputs of running attempts take
   * @param onBlocked told of an attempt that may not start, because another of its task is inside
   */
  AttemptQueue(EngineSettings settings, long maxInputBytes, Consumer<RunningAttempt> onBlocked) {
    this.inputs = new HeavyInputs(maxInputBytes);
    this.maxRunning = settings.maxRunningAttempts();
    this.maxAbandoned = settings.maxAbandonedAttempts();
    this.kindLimits = settings.executorLimits();
    this.onBlocked = onBlocked;
  }

  /** Adds attempts; answers how many more of all could start now. */
  synchronized int add(List<RunningAttempt> attempts) {
    for (RunningAttempt attempt : attempts) {
      enqueue(new Entry(attempt, attempt.assignment().priority(), order++));
    }
    return Math.min(attempts.size(), maxRunning - running);
  }

  /** Of one run the urgent tasks enter their executors first; those of one priority do not wait. */
  private void keepOrder(RunningAttempt taken) {
    RunningAttempt last = lastTaken;
    lastTaken = taken;
    if (last == null || !last.assignment().runId().equals(taken.assignment().runId())) {
      return;
    }
    RunningAttempt urgent =
        last.assignment().priority() < taken.assignment().priority() ? last : last.before();
    if (urgent != null) {
      taken.follow(urgent);
    }
  }

  private void enqueue(Entry entry) {
    waiting
        .computeIfAbsent(entry.attempt.assignment().executor(), kind -> new PriorityQueue<>())
        .add(entry);
  }

  /** The next attempt that may start, now counted as running; null when there is none. */
  synchronized @Nullable RunningAttempt next() {
    while (running < maxRunning) {
      Entry best = best();
      if (best == null) {
        return null;
      }
      if (!heavy.remove(best)) {
        Objects.requireNonNull(waiting.get(best.attempt.assignment().executor())).poll();
        if (mustWaitForMemory(best)) {
          heavy.add(best);
          continue;
        }
      }
      UUID task = best.attempt.assignment().taskId();
      if (insideByTask.putIfAbsent(task, best.attempt.assignment().key()) == null) {
        running++;
        inputs.take(best.attempt);
        runningByKind.merge(best.attempt.assignment().executor(), 1, Integer::sum);
        keepOrder(best.attempt);
        return best.attempt;
      }
      blocked.computeIfAbsent(task, id -> new ArrayList<>()).add(best);
      onBlocked.accept(best.attempt);
    }
    return null;
  }

  private @Nullable Entry best() {
    Entry best = firstHeavy();
    if (best != null && !inputs.hasRoomFor(best.attempt)) {
      best = null;
    }
    for (Map.Entry<String, PriorityQueue<Entry>> kind : waiting.entrySet()) {
      Entry head = kind.getValue().peek();
      if (head != null && !isAtLimit(kind.getKey()) && (best == null || head.compareTo(best) < 0)) {
        best = head;
      }
    }
    return best;
  }

  /** The first that waits for memory and nothing else. */
  private @Nullable Entry firstHeavy() {
    for (Entry entry : heavy) {
      if (!isAtLimit(entry.attempt.assignment().executor())) {
        return entry;
      }
    }
    return null;
  }

  /** Also behind others that do, or the heaviest would never have its turn. */
  private boolean mustWaitForMemory(Entry entry) {
    if (!HeavyInputs.isHeavy(entry.attempt)) {
      return false;
    }
    Entry first = firstHeavy();
    return !inputs.hasRoomFor(entry.attempt) || first != null && first.compareTo(entry) < 0;
  }

  private boolean isAtLimit(String kind) {
    Integer limit = kindLimits.get(kind);
    return isSuspended(kind) || limit != null && runningByKind.getOrDefault(kind, 0) >= limit;
  }

  private boolean isSuspended(String kind) {
    return abandonedByKind.getOrDefault(kind, 0) >= maxAbandoned;
  }

  /** An attempt's thread has left it. */
  synchronized void left(Assignment assignment) {
    if (abandoned.remove(assignment.key())) {
      abandonedByKind.merge(assignment.executor(), -1, AttemptQueue::sumOrNone);
    } else {
      leavePlace(assignment);
    }
    insideByTask.remove(assignment.taskId());
    List<Entry> unblocked = blocked.remove(assignment.taskId());
    if (unblocked != null) {
      unblocked.forEach(this::enqueue);
    }
  }

  private void leavePlace(Assignment assignment) {
    inputs.release(assignment);
    running--;
    runningByKind.merge(assignment.executor(), -1, AttemptQueue::sumOrNone);
  }

  private static @Nullable Integer sumOrNone(int a, int b) {
    return a + b == 0 ? null : a + b;
  }

  /**
   * An attempt was given up, and its thread is still inside.
   *
   * @return how many of its kind are now; 0 when its thread has left it in the meantime
   */
  synchronized int abandon(Assignment assignment) {
    if (!assignment.key().equals(insideByTask.get(assignment.taskId()))) {
      return 0;
    }
    abandoned.add(assignment.key());
    leavePlace(assignment);
    return abandonedByKind.merge(assignment.executor(), 1, Integer::sum);
  }

  /** How many attempts wait for memory. */
  synchronized int waitingForMemory() {
    return heavy.size();
  }

  /** What is running now. */
  synchronized AttemptLoad load() {
    return new AttemptLoad(
        running,
        abandonedByKind,
        abandonedByKind.keySet().stream().filter(this::isSuspended).collect(Collectors.toSet()));
  }
}
