package org.espalier.engine.node;

import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunOrder;

/**
 * A run this node has claimed, as seen from outside its loop: for the Jakarta Batch job that stands
 * for it, and for whoever waits. Thread-safe.
 */
public final class RunHandle {
  /** The order in which whoever writes several runs in one transaction does so. */
  public static final Comparator<RunHandle> LOCK_ORDER =
      Comparator.comparing(RunHandle::runId, RunOrder.BY_ID);

  private final UUID runId;
  private final long epoch;
  private final CompletableFuture<RunExit> exit = new CompletableFuture<>();

  RunHandle(UUID runId, long epoch) {
    this.runId = runId;
    this.epoch = epoch;
  }

  /** A handle that stands for no run. */
  public static RunHandle none() {
    return new RunHandle(new UUID(0, 0), 0);
  }

  public UUID runId() {
    return runId;
  }

  /** The epoch of this claim. */
  public long epoch() {
    return epoch;
  }

  /** Completes when the run leaves this node; never fails. */
  public CompletableFuture<RunExit> exit() {
    return exit.copy();
  }

  /** Whether the run has left this node. */
  public boolean hasLeft() {
    return exit.isDone();
  }

  void leave(RunExit how) {
    exit.complete(how);
  }
}
