package org.espalier.engine.node;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.thread.UndyingThread;

/** The node's run loops and their threads. A run stays with one loop, chosen by its id. */
final class RunLoops {
  private static final System.Logger LOG = System.getLogger(RunLoops.class.getName());

  private final List<RunLoop> loops;
  private final List<DurableWriter> writers;
  private final NodeLease lease;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isStopping;

  RunLoops(List<RunLoop> loops, List<DurableWriter> writers, NodeLease lease) {
    this.loops = List.copyOf(loops);
    this.writers = List.copyOf(writers);
    this.lease = lease;
  }

  void start(ThreadFactory factory) {
    for (int i = 0; i < loops.size(); i++) {
      RunLoop loop = loops.get(i);
      DurableWriter writer = writers.get(i);
      threads.add(UndyingThread.start(factory, "espalier-loop-" + i, () -> run(loop, writer)));
    }
  }

  /**
   * Turns a loop. A turn that throws may have applied half of what happened, so its runs are
   * dropped: the claimer finds that nobody works on them, and they go on from what the database
   * holds. Also for an Error: a loop that died while the lease is kept would hang its runs for
   * ever.
   */
  private void run(RunLoop loop, DurableWriter writer) {
    connect(writer);
    boolean isSound = true;
    while (!isStopping) {
      try {
        if (!isSound) {
          loop.loseAll();
          isSound = true;
        }
        if (!loop.turn()) {
          loop.await();
        }
      } catch (RuntimeException | Error e) {
        isSound = false;
        logStumble(e);
      }
    }
    writer.disconnect();
  }

  private static void connect(DurableWriter writer) {
    try {
      writer.connect();
    } catch (RuntimeException | Error e) {
      logStumble(e);
    }
  }

  private static void logStumble(Throwable cause) {
    try {
      LOG.log(
          System.Logger.Level.ERROR,
          "a run loop stumbled; its runs are dropped here and recovered from the database",
          cause);
    } catch (RuntimeException | Error e) {
      // Out of memory, for example. The loop goes on all the same.
    }
  }

  /**
   * Hands a claimed run to its loop. If the lease was lost since the claim, the run is not this
   * node's any more, and the loops were told to drop their runs before this one came: it is lost.
   *
   * @param owner the id under which the node has claimed it
   */
  synchronized void take(ClaimedRun run, RunHandle handle, UUID owner) {
    if (lease.isHeld() && lease.id().equals(owner)) {
      loopOf(run.id()).post(new Happening.Claimed(run, handle));
    } else {
      handle.leave(RunExit.LOST);
    }
  }

  void request(UUID runId, RunRequest request) {
    loopOf(runId).post(new Happening.Requested(runId, request));
  }

  void cancelTasks(UUID runId, Cancellations cancellations) {
    loopOf(runId).post(new Happening.TasksCancelled(runId, cancellations));
  }

  void decided(UUID runId, List<Decision> decisions) {
    loopOf(runId).post(new Happening.Decided(runId, decisions));
  }

  /** The loops, whatever thread they run on. */
  List<RunLoop> all() {
    return loops;
  }

  /** Tells every loop. Never between the check and the hand-over of {@link #take}. */
  synchronized void tellAll(Happening.OfAll happening) {
    loops.forEach(loop -> loop.post(happening));
  }

  private RunLoop loopOf(UUID runId) {
    return loops.get(Math.floorMod(runId.hashCode(), loops.size()));
  }

  /** Ends the threads, whatever their loops still hold. */
  void stop() {
    isStopping = true;
    loops.forEach(RunLoop::wake);
    for (Thread thread : threads) {
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
