package org.espalier.engine.dispatch;

import org.espalier.engine.message.Assignment;

/** Says in the log where the thread of an attempt hangs that was given up. */
final class AbandonedAttempt {
  private static final System.Logger LOG = System.getLogger(AbandonedAttempt.class.getName());

  private AbandonedAttempt() {}

  static void log(Assignment attempt, int ofKind, StackTraceElement[] stack) {
    Throwable where = new Throwable("where the thread is");
    where.setStackTrace(stack);
    LOG.log(
        System.Logger.Level.WARNING,
        "attempt %d of task %s ('%s') in run %s ignores its interrupt and was given up; its thread goes on. Executor '%s' has %d of these on this node"
            .formatted(
                attempt.number(),
                attempt.taskId(),
                attempt.taskName(),
                attempt.runId(),
                attempt.executor(),
                ofKind),
        where);
  }
}
