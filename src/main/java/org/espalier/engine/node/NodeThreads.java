package org.espalier.engine.node;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.MonotonicTimer;
import org.espalier.thread.UndyingThread;
import org.jspecify.annotations.Nullable;

/**
 * The two threads of a node beside its loops: one keeps the lease, one claims. Neither ever waits
 * for the other.
 */
final class NodeThreads {
  private static final System.Logger LOG = System.getLogger(NodeThreads.class.getName());

  private final Duration heartbeat;
  private final Duration claimInterval;
  private final Duration signalInterval;
  private final Duration checkInterval;
  private final NodeLease lease;
  private final RunLoops loops;
  private final RunClaimer claimer;
  private final DecisionCourier courier;
  private final MonotonicTimer timer;
  private final Semaphore wakeUps = new Semaphore(0);
  private final CountDownLatch claimingEnded = new CountDownLatch(1);
  private final CountDownLatch beatingEnded = new CountDownLatch(1);
  private @Nullable Thread claimThread;
  private @Nullable Thread beatThread;
  private long nextClaim;
  private long nextCheck;

  NodeThreads(
      EspalierSettings settings,
      NodeLease lease,
      RunLoops loops,
      RunClaimer claimer,
      DecisionCourier courier,
      MonotonicTimer timer) {
    this.heartbeat = settings.node().heartbeat();
    this.checkInterval = settings.node().lease();
    this.claimInterval = settings.engine().claimInterval();
    this.signalInterval = settings.engine().signalInterval();
    this.lease = lease;
    this.loops = loops;
    this.claimer = claimer;
    this.courier = courier;
    this.timer = timer;
    this.nextClaim = timer.nanos();
    this.nextCheck = timer.nanos() + checkInterval.toNanos();
  }

  void start(ThreadFactory factory) {
    beatThread = UndyingThread.start(factory, "espalier-lease", this::beat);
    claimThread = UndyingThread.start(factory, "espalier-claimer", this::claim);
  }

  /** The claimer looks again at once; many calls before it does count as one. */
  void wakeClaimer() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  private void beat() {
    do {
      keepLease();
    } while (!endsWithin(beatingEnded, heartbeat));
  }

  /** One heartbeat. */
  void keepLease() {
    try {
      if (!lease.renew()) {
        rejoin();
      }
    } catch (SQLException | RuntimeException | Error e) {
      // Also for an Error: a node without this thread would lose its runs again and again.
      afterMissedBeat(e);
    }
  }

  private void afterMissedBeat(Throwable cause) {
    lease.reconnect();
    LOG.log(
        System.Logger.Level.WARNING,
        "the lease could not be renewed; trying again: {0}",
        cause.toString());
  }

  /**
   * The lease was lost, so others may have the runs: everything of them here is dropped, and the
   * node begins anew.
   */
  private void rejoin() throws SQLException {
    LOG.log(System.Logger.Level.WARNING, "the node has lost its lease and begins anew");
    loops.tellAll(Happening.OfAll.LOSE);
    lease.register();
  }

  private void claim() {
    long interval = Math.min(signalInterval.toNanos(), claimInterval.toNanos());
    while (claimingEnded.getCount() > 0) {
      try {
        boolean isWoken = wakeUps.tryAcquire(interval, TimeUnit.NANOSECONDS);
        if (!look(isWoken)) {
          endsWithin(claimingEnded, claimInterval);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Error e) {
        // Out of memory, for example. A node without this thread would claim nothing any more.
        LOG.log(System.Logger.Level.ERROR, "the claimer stumbled and goes on", e);
      }
    }
  }

  /**
   * One look for requests and decisions and, when it is time or somebody woke the claimer, for
   * runs.
   *
   * @return whether that went well; otherwise the next look may wait a little
   */
  boolean look(boolean isWoken) {
    try {
      long now = timer.nanos();
      claimer.passOnRequests();
      boolean isNeeded = bringDecisions() || isWoken;
      if (isNeeded || now - nextClaim >= 0) {
        nextClaim = now + claimInterval.toNanos();
        while (claimingEnded.getCount() > 0 && claimer.claim()) {
          claimer.passOnRequests();
        }
      }
      if (now - nextCheck >= 0) {
        nextCheck = now + checkInterval.toNanos();
        claimer.giveBackUnknown();
      }
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "claiming failed; trying again: {0}", e.toString());
      return false;
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the claimer stumbled and goes on", e);
      return false;
    }
    return true;
  }

  /** One decision that cannot be brought must not keep the node from claiming runs. */
  private boolean bringDecisions() throws SQLException {
    try {
      return courier.deliver();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "decisions could not be brought to their runs", e);
      return false;
    }
  }

  /** Takes a pending {@link #wakeClaimer}; whether there was one. */
  boolean takeWakeUp() {
    return wakeUps.tryAcquire();
  }

  private static boolean endsWithin(CountDownLatch end, Duration duration) {
    try {
      return end.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  void stopClaiming() {
    claimingEnded.countDown();
    wakeUps.release();
    join(claimThread);
  }

  void stop() {
    beatingEnded.countDown();
    join(beatThread);
  }

  private static void join(@Nullable Thread thread) {
    if (thread == null) {
      return;
    }
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
