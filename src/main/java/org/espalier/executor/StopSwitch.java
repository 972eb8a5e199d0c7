package org.espalier.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Ends what an attempt is doing just now, from another thread: because it is cancelled or its time
 * is over. The first reason wins, and is remembered; what is under way then is ended, and what
 * would begin later is ended at once. Thread-safe; firing never blocks.
 */
public final class StopSwitch {
  private static final System.Logger LOG = System.getLogger(StopSwitch.class.getName());

  private final Set<Watched> underWay = new LinkedHashSet<>();
  private Optional<Reason> reason = Optional.empty();

  /** Why. */
  public enum Reason {
    CANCELLED,
    TIMEOUT
  }

  /** Something under way that would be ended; closed when it is over. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Equal to nothing else, so that the same ending can be watched twice. */
  private static final class Watched {
    final Runnable ending;

    Watched(Runnable ending) {
      this.ending = ending;
    }

    void end() {
      try {
        ending.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "something could not be ended", e);
      }
    }
  }

  /** Ends what is under way; only the first call has an effect. */
  public void fire(Reason why) {
    List<Watched> toEnd;
    synchronized (this) {
      if (reason.isPresent()) {
        return;
      }
      reason = Optional.of(why);
      toEnd = new ArrayList<>(underWay);
      underWay.clear();
      notifyAll();
    }
    toEnd.forEach(Watched::end);
  }

  /**
   * Says what ends the step that begins. Runs it at once, on this thread, when the switch was fired
   * before; otherwise at most once, on the thread that fires.
   *
   * @param ending must not block
   */
  public Watch watch(Runnable ending) {
    Watched watched = new Watched(ending);
    synchronized (this) {
      if (reason.isEmpty()) {
        underWay.add(watched);
        return () -> forget(watched);
      }
    }
    watched.end();
    return () -> {};
  }

  private synchronized void forget(Watched watched) {
    underWay.remove(watched);
  }

  /** Why the attempt is to end; empty while it is not. */
  public synchronized Optional<Reason> reason() {
    return reason;
  }

  public boolean isFired() {
    return reason().isPresent();
  }

  /** Returns after this time, when fired, or when woken. */
  public synchronized void await(Duration longest) throws InterruptedException {
    if (reason.isEmpty()) {
      wait(Math.max(1, longest.toMillis()));
    }
  }

  /** Returns after this time, or when fired. */
  public synchronized void pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); reason.isEmpty() && left > 0; left = end - System.nanoTime()) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  /** Lets whoever awaits look again. */
  public synchronized void wake() {
    notifyAll();
  }
}
