package org.espalier.thread;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.espalier.EspalierException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that looks at something again and again, at the latest when it said it would, and at
 * once when it is woken. A look that fails is logged and repeated. Thread-safe; started once.
 */
public final class Poller {
  private static final System.Logger LOG = System.getLogger(Poller.class.getName());
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 500;
  private static final long STOP_PATIENCE_MILLIS = 5_000;

  private final String name;
  private final Look look;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean isStopped;
  private @Nullable Thread thread;

  /** What the thread does. */
  @FunctionalInterface
  public interface Look {
    /**
     * Looks, and acts upon what it sees.
     *
     * @return when to look again at the latest
     */
    Duration look() throws SQLException, InterruptedException;
  }

  public Poller(String name, Look look) {
    this.name = name;
    this.look = look;
  }

  public synchronized void start(ThreadFactory threads) {
    thread = UndyingThread.start(threads, name, this::run);
  }

  /** Looks at once; many calls before it does count as one. */
  public void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  private void run() {
    while (!isStopped) {
      try {
        long nanos = Math.max(0, pause().toNanos());
        if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
          wakeUps.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Duration pause() throws InterruptedException {
    try {
      return look.look();
    } catch (SQLException | EspalierException e) {
      LOG.log(System.Logger.Level.WARNING, name + " failed and tries again: {0}", e.toString());
    } catch (RuntimeException | Error e) {
      // A node without this thread would do its work no more, and nobody would notice.
      LOG.log(System.Logger.Level.ERROR, name + " stumbled and goes on", e);
    }
    return Duration.ofMillis(PAUSE_AFTER_FAILURE_MILLIS);
  }

  /** Ends the thread, after the look it is at. */
  public synchronized void stop() {
    isStopped = true;
    wakeUps.release();
    if (thread == null) {
      return;
    }
    try {
      thread.join(STOP_PATIENCE_MILLIS);
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
