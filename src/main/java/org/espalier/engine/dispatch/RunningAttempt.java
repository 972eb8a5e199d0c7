package org.espalier.engine.dispatch;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.executor.CancellationReason;
import org.jspecify.annotations.Nullable;

/**
 * An attempt on its way: waits for a thread, runs, and is reported exactly once, by its thread or
 * by whoever gives it up first. Thread-safe.
 */
final class RunningAttempt {
  private enum Stage {
    QUEUED,
    RUNNING,
    REPORTED,
    WITHDRAWN
  }

  private static final long TURN_MILLIS = 1_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Assignment assignment;
  private final InputSizes.Size inputSize;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
  private @Nullable Thread thread;
  private volatile Instant begunAt = Instant.EPOCH;
  private final CountDownLatch inside = new CountDownLatch(1);
  private volatile @Nullable RunningAttempt before;
  private volatile @Nullable Future<?> timer;

  RunningAttempt(Assignment assignment, InputSizes.Size inputSize) {
    this.assignment = assignment;
    this.inputSize = inputSize;
  }

  /** How large its inputs will be. */
  InputSizes.Size inputSize() {
    return inputSize;
  }

  /** About how much memory its inputs will take. */
  long inputBytes() {
    return inputSize.bytes();
  }

  Assignment assignment() {
    return assignment;
  }

  /** Has the attempt wait until another one, of a more urgent task of its run, is inside. */
  void follow(RunningAttempt urgent) {
    before = urgent;
  }

  /** Whom it follows. */
  @Nullable RunningAttempt before() {
    return before;
  }

  /** Waits for its turn, not for long: threads that are started in order run in any order. */
  void awaitTurn() {
    RunningAttempt urgent = before;
    before = null;
    try {
      if (urgent != null) {
        urgent.inside.await(TURN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The executor is entered, or will not be. */
  void enter() {
    inside.countDown();
  }

  /** Claims the attempt for this thread; false when it was withdrawn. */
  synchronized boolean begin(Instant now) {
    if (!stage.compareAndSet(Stage.QUEUED, Stage.RUNNING)) {
      return false;
    }
    thread = Thread.currentThread();
    begunAt = now;
    return true;
  }

  /** When its thread took it. */
  Instant begunAt() {
    return begunAt;
  }

  /** This thread is done with the attempt; from here on it is not interrupted for it. */
  synchronized void leave() {
    thread = null;
    Thread.interrupted();
  }

  /** Takes the attempt back before it began; false when it has begun. */
  boolean withdraw() {
    return stage.compareAndSet(Stage.QUEUED, Stage.WITHDRAWN);
  }

  /** Reports an attempt that never began; false when it has begun or was withdrawn. */
  boolean refuse(AttemptReport report) {
    if (!stage.compareAndSet(Stage.QUEUED, Stage.REPORTED)) {
      return false;
    }
    deliver(report);
    return true;
  }

  /** The stack of the thread that is inside; empty when it has left. */
  synchronized StackTraceElement[] stack() {
    return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
  }

  /** Fires the token and interrupts the thread. */
  void stop(CancellationReason reason) {
    if (assignment.token().cancel(reason)) {
      synchronized (this) {
        if (thread != null) {
          thread.interrupt();
        }
      }
    }
  }

  /** Reports the attempt, if nobody has; whether this call did. */
  boolean report(AttemptReport report) {
    if (!stage.compareAndSet(Stage.RUNNING, Stage.REPORTED)) {
      return false;
    }
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
    }
    deliver(report);
    return true;
  }

  /** A report that got lost would leave its run without an end, so memory is waited for. */
  private void deliver(AttemptReport report) {
    while (true) {
      try {
        assignment.listener().ended(assignment, report);
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  boolean isReported() {
    return stage.get() == Stage.REPORTED;
  }

  /** The timer that watches the attempt; cancelled with its report. */
  void watchedBy(Future<?> watch) {
    timer = watch;
    if (isReported()) {
      watch.cancel(false);
    }
  }
}
