package org.espalier.engine.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps what must not end going when memory runs out, which an executor's work may bring about at
 * any allocation of any thread. Allocates nothing itself.
 */
final class Endurance {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Endurance() {}

  /** A body of a thread that is begun anew whenever it throws, until it returns. */
  static Runnable enduring(Runnable body) {
    return () -> {
      while (!hasReturned(body)) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    };
  }

  private static boolean hasReturned(Runnable body) {
    try {
      body.run();
      return true;
    } catch (RuntimeException | Error e) {
      // Said already, where that was possible.
      return false;
    }
  }
}
