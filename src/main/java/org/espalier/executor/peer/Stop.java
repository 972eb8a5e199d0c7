package org.espalier.executor.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends an attempt from another thread: what is under way is cut off. Thread-safe. */
public final class Stop {
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  private final Runnable cutOff;
  private final CountDownLatch fired = new CountDownLatch(1);
  private volatile Optional<Reason> reason = Optional.empty();

  /** A stop that has not been asked for; {@code cutOff} must not block. */
  Stop(Runnable cutOff) {
    this.cutOff = cutOff;
  }

  /** Only the first reason counts. */
  void fire(Reason why) {
    synchronized (this) {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
      }
    }
    fired.countDown();
    cutOff.run();
  }

  Optional<Reason> reason() {
    return reason;
  }

  /** Whether the attempt is to end. */
  public boolean isAsked() {
    return reason.isPresent();
  }

  /** Waits so long, or until the attempt is to end. */
  public void pause(Duration time) throws InterruptedException {
    fired.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
