package org.espalier.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that must not end, because a node without it would do part of its work no more and
 * nobody would notice: not even when memory runs out, which an executor's work may bring about at
 * any allocation of any thread. Allocates nothing while it keeps its body going.
 */
public final class UndyingThread {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private UndyingThread() {}

  /** Starts a thread whose body is begun anew whenever it throws, until it returns. */
  public static Thread start(ThreadFactory threads, String name, Runnable body) {
    Thread thread = threads.newThread(() -> keepGoing(body));
    thread.setName(name);
    thread.start();
    return thread;
  }

  private static void keepGoing(Runnable body) {
    while (!hasReturned(body)) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean hasReturned(Runnable body) {
    try {
      body.run();
      return true;
    } catch (RuntimeException | Error e) {
      // The body has said so, where that was possible.
      return false;
    }
  }
}
