package org.espalier.engine.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt may start next, under the limits of the node and of each executor, and never two of
 * one task at a time. Lower priority values first, then the order of arrival. Thread-safe.
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

  private final int maxRunning;
  private final Map<String, Integer> kindLimits;
  private final Map<String, PriorityQueue<Entry>> waiting = new HashMap<>();
  private final Map<String, Integer> runningByKind = new HashMap<>();
  private final Set<UUID> runningTasks = new HashSet<>();
  private final Map<UUID, List<Entry>> blocked = new HashMap<>();
  private int running;
  private long order;

  AttemptQueue(int maxRunning, Map<String, Integer> kindLimits) {
    this.maxRunning = maxRunning;
    this.kindLimits = Map.copyOf(kindLimits);
  }

  /** Adds attempts; answers how many more of all could start now. */
  synchronized int add(List<RunningAttempt> attempts) {
    for (RunningAttempt attempt : attempts) {
      enqueue(new Entry(attempt, attempt.assignment().priority(), order++));
    }
    return Math.min(attempts.size(), maxRunning - running);
  }

  private void enqueue(Entry entry) {
    waiting
        .computeIfAbsent(entry.attempt.assignment().executor(), kind -> new PriorityQueue<>())
        .add(entry);
  }

  /** The next attempt that may start, now counted as running; null when there is none. */
  synchronized @Nullable RunningAttempt next() {
    while (running < maxRunning) {
      Entry best = null;
      for (Map.Entry<String, PriorityQueue<Entry>> kind : waiting.entrySet()) {
        Entry head = kind.getValue().peek();
        if (head != null
            && !isAtLimit(kind.getKey())
            && (best == null || head.compareTo(best) < 0)) {
          best = head;
        }
      }
      if (best == null) {
        return null;
      }
      waiting.get(best.attempt.assignment().executor()).poll();
      UUID task = best.attempt.assignment().taskId();
      if (runningTasks.add(task)) {
        running++;
        runningByKind.merge(best.attempt.assignment().executor(), 1, Integer::sum);
        return best.attempt;
      }
      blocked.computeIfAbsent(task, id -> new ArrayList<>()).add(best);
    }
    return null;
  }

  private boolean isAtLimit(String kind) {
    Integer limit = kindLimits.get(kind);
    return limit != null && runningByKind.getOrDefault(kind, 0) >= limit;
  }

  /** An attempt's thread has left it. */
  synchronized void left(Assignment assignment) {
    running--;
    runningByKind.merge(assignment.executor(), -1, Integer::sum);
    runningTasks.remove(assignment.taskId());
    List<Entry> unblocked = blocked.remove(assignment.taskId());
    if (unblocked != null) {
      unblocked.forEach(this::enqueue);
    }
  }

  /** Attempts that run. */
  synchronized int running() {
    return running;
  }
}
