package org.espalier.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What is to be done about attempts later, on one thread. Work that lacks memory is begun again
 * until it succeeds: without its timer an attempt might never end. Thread-safe.
 */
final class AttemptTimers {
  /** Between tries of what must be done and lacks memory. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ScheduledThreadPoolExecutor timers;

  AttemptTimers(ThreadFactory threads) {
    timers = new ScheduledThreadPoolExecutor(1, threads);
    timers.setRemoveOnCancelPolicy(true);
  }

  /**
   * Does the work after the delay.
   *
   * @throws java.util.concurrent.RejectedExecutionException when closed
   */
  Future<?> later(Duration delay, Runnable work) {
    return timers.schedule(() -> insist(work), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Does the work now, however long it takes to get the memory for it. */
  static void insist(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  boolean isClosed() {
    return timers.isShutdown();
  }

  /** Drops all that is still to be done. */
  void close() {
    timers.shutdownNow();
  }
}
