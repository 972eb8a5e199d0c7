package org.espalier.executor.ssh;

import java.util.Optional;

/**
 * Ends what an attempt is doing just now, from another thread: because it is cancelled or its time
 * is over, whichever comes first. Thread-safe.
 */
final class Stop {
  private Optional<Reason> reason = Optional.empty();
  private Runnable ending = () -> {};

  /** Why. */
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  /** Ends the attempt; only the first call has an effect. */
  synchronized void fire(Reason why) {
    if (reason.isEmpty()) {
      reason = Optional.of(why);
      notifyAll();
      ending.run();
    }
  }

  /** Says what ends the step that begins; it must not block. Runs at once if it is too late. */
  synchronized void during(Runnable action) {
    ending = action;
    if (reason.isPresent()) {
      action.run();
    }
  }

  synchronized Optional<Reason> reason() {
    return reason;
  }

  boolean isFired() {
    return reason().isPresent();
  }

  /** Returns after this time, when fired, or when woken. */
  synchronized void await(long millis) throws InterruptedException {
    if (reason.isEmpty()) {
      wait(millis);
    }
  }

  /** Lets the attempt look again. */
  synchronized void wake() {
    notifyAll();
  }
}
