package org.espalier.engine.dispatch;

import jakarta.ejb.EJBException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * Failures for what an executor must not do. Each names the task, so that it can be found in a log
 * of many. None is tried again unless the task's policy names its kind.
 */
final class Mishaps {
  private static final System.Logger LOG = System.getLogger(Mishaps.class.getName());
  private static final int MAX_MESSAGE = 2_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Failed LAST_RESORT =
      Failed.permanent(
          "out_of_memory",
          "The node was out of memory when the attempt ended, and does not know how it ended.");

  private Mishaps() {}

  /** The executor threw; logged with its stack. */
  static Failed thrown(Assignment attempt, Throwable thrown) {
    Throwable cause = thrown.getCause();
    Throwable e = thrown instanceof EJBException && cause != null ? cause : thrown;
    LOG.log(
        System.Logger.Level.WARNING,
        "attempt %d of task %s in run %s ended with an unexpected %s"
            .formatted(attempt.number(), attempt.taskId(), attempt.runId(), e.getClass().getName()),
        e);
    String message = e.getMessage() == null ? "" : ": " + shorten(e.getMessage());
    return failed(
        attempt,
        kindOf(e),
        "ended with an unexpected %s%s".formatted(e.getClass().getSimpleName(), message));
  }

  private static String kindOf(Throwable e) {
    return e instanceof OutOfMemoryError
        ? "out_of_memory"
        : e instanceof StackOverflowError ? "stack_overflow" : "unexpected";
  }

  static Failed noOutcome(Assignment attempt) {
    return failed(attempt, "no_outcome", "returned no outcome");
  }

  static Failed invalidResult(Assignment attempt, String why) {
    return failed(attempt, "invalid_result", "returned a result that is no JSON. " + shorten(why));
  }

  static Failed tooLarge(Assignment attempt, long bytes, boolean isCounted, int maxBytes) {
    return Failed.permanent(
        "result_too_large",
        "Task '%s': the result has %s%d bytes; at most %d are kept (espalier.engine.max-result-bytes)."
            .formatted(attempt.taskName(), isCounted ? "" : "more than ", bytes, maxBytes));
  }

  /**
   * For when even the other failures cannot be made, because there is no memory for example; waits
   * until there is enough for this.
   */
  static AttemptReport lastResort(Instant startedAt, Clock clock, @Nullable String inputs) {
    while (true) {
      try {
        return new AttemptReport(startedAt, clock.instant(), inputs, LAST_RESORT, null);
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static Failed failed(Assignment attempt, String kind, String what) {
    return Failed.permanent(
        kind,
        "Task '%s': the executor '%s' %s".formatted(attempt.taskName(), attempt.executor(), what));
  }

  static String shorten(String text) {
    return Excerpt.of(text, MAX_MESSAGE);
  }
}
