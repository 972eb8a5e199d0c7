package org.espalier.executor.echo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;

/** Lets time pass, reporting progress, until it is over or the attempt is cancelled. */
final class Wait {
  private static final int REPORTS = 20;
  private static final long SHORTEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Wait() {}

  /**
   * Waits.
   *
   * @return whether the whole time passed
   */
  static boolean of(Duration delay, ExecutionContext context) throws InterruptedException {
    if (delay.isZero()) {
      return !context.cancellation().isCancelled();
    }
    CountDownLatch cancelled = new CountDownLatch(1);
    CancellationToken.Registration registration =
        context.cancellation().onCancel(cancelled::countDown);
    try {
      return !cancelledWithin(delay.toNanos(), cancelled, context);
    } finally {
      registration.close();
    }
  }

  private static boolean cancelledWithin(
      long nanos, CountDownLatch cancelled, ExecutionContext context) throws InterruptedException {
    long step = Math.max(nanos / REPORTS, SHORTEST_STEP_NANOS);
    long start = System.nanoTime();
    for (long passed = 0; passed < nanos; passed = System.nanoTime() - start) {
      context.progress().progress((double) passed / nanos, "waiting");
      if (cancelled.await(Math.min(step, nanos - passed), TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
    return false;
  }
}
