package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.espalier.engine.run.RunTask.OpenAttempt;

/**
 * Attempts whose executor was just entered. Their start is noted only when they have gone on for a
 * while, so that a short attempt costs one write and not two. Owned by one {@link RunState}; not
 * thread-safe.
 */
final class DeferredStarts {
  private final Duration delay;
  private final TaskTransitions transitions;
  private final UnwrittenChanges unwritten;

  /** In the order they came; an attempt that is over by then is passed over. */
  private final Deque<RunTask> fresh = new ArrayDeque<>();

  DeferredStarts(Duration delay, TaskTransitions transitions, UnwrittenChanges unwritten) {
    this.delay = delay;
    this.transitions = transitions;
    this.unwritten = unwritten;
  }

  /** The task's open attempt has started. */
  void add(RunTask task) {
    fresh.add(task);
  }

  /** Notes the starts that are old enough. */
  void note(Instant now) {
    while (!fresh.isEmpty()) {
      RunTask task = fresh.peek();
      OpenAttempt attempt = task.open;
      if (attempt != null && attempt.startedAt != null && !attempt.startNoted) {
        if (attempt.startedAt.plus(delay).isAfter(now)) {
          return;
        }
        transitions.start(task, attempt);
        unwritten.attemptBegan(task, attempt, attempt.startedAt);
        unwritten.writeNow();
      }
      fresh.poll();
    }
  }

  /** When the next start is to be noted. */
  Optional<Instant> nextDue() {
    RunTask first = fresh.peek();
    if (first == null) {
      return Optional.empty();
    }
    Instant from = first.open == null ? null : first.open.startedAt;
    return Optional.of(from == null ? Instant.MIN : from.plus(delay));
  }
}
