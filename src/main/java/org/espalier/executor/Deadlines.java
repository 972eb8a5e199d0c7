package org.espalier.executor;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs short actions at their time on one thread, which ends when there is nothing to do. For what
 * ends an attempt's work from outside: closing a socket, killing a process. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
  private static final long IDLE_THREAD_SECONDS = 10;

  private final ScheduledThreadPoolExecutor timer;

  /** Starts nothing yet; the thread will have this name. */
  public Deadlines(String threadName) {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Runs something short after a time, unless cancelled before. It must not block. */
  public Future<?> after(Duration time, Runnable action) {
    return timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
