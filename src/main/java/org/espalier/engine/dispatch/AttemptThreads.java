package org.espalier.engine.dispatch;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads of attempts: virtual ones where the JVM has them (21 and later), pooled
 * platform threads otherwise. The one place that knows the difference.
 */
final class AttemptThreads {
  private AttemptThreads() {}

  /**
   * An executor without a limit of its own; the dispatcher limits.
   *
   * @param managed makes platform threads that carry the application's context
   */
  static ExecutorService create(ThreadFactory managed) {
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
