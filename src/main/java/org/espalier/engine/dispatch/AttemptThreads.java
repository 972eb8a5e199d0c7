package org.espalier.engine.dispatch;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads of attempts: pooled platform threads, which the operating system shares the
 * processors among whatever they do; virtual ones where there are to be very many (Java 21 and
 * later). The one place that knows the difference; see docs/adr/0014-platform-threads.md.
 */
final class AttemptThreads {
  /** So many platform threads are no burden. */
  private static final int MAX_PLATFORM_THREADS = 1_000;

  private AttemptThreads() {}

  /**
   * An executor without a limit of its own; the dispatcher limits.
   *
   * @param most how many attempts run at the same time at most
   * @param managed makes platform threads that carry the application's context
   */
  static ExecutorService create(int most, ThreadFactory managed) {
    if (most <= MAX_PLATFORM_THREADS) {
      return Executors.newCachedThreadPool(managed);
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException
        | UnsupportedOperationException e) {
      return Executors.newCachedThreadPool(managed);
    }
  }
}
