package org.espalier.it;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waits for a condition, with a bound. */
public final class Await {
  private static final Duration STEP = Duration.ofMillis(20);

  private Await() {}

  /**
   * Waits until the condition holds. An exception of the condition counts as "not yet" and becomes
   * the cause when time is up.
   *
   * @param what the condition in words, for the failure
   * @throws AssertionError when it does not hold within {@code bound}
   */
  public static void until(String what, Duration bound, Callable<Boolean> condition) {
    value(what, bound, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** Waits until there is a value, and answers it; otherwise like {@link #until}. */
  public static <T> T value(String what, Duration bound, Callable<Optional<T>> source) {
    long end = System.nanoTime() + bound.toNanos();
    Optional<Exception> last = Optional.empty();
    do {
      try {
        Optional<T> value = source.call();
        if (value.isPresent()) {
          return value.get();
        }
      } catch (Exception e) {
        last = Optional.of(e);
      }
      sleep();
    } while (System.nanoTime() < end);
    throw new AssertionError("not within " + bound + ": " + what, last.orElse(null));
  }

  private static void sleep() {
    try {
      Thread.sleep(STEP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
