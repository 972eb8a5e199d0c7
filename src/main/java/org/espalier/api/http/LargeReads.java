package org.espalier.api.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;

/**
 * Has requests that hold a whole large tree in memory take turns, so that those that are made at
 * the same time fit into the memory there is; small ones never wait. What a thread asks for while
 * it has its turn belongs to it, and waits for nobody. Thread-safe.
 */
@ApplicationScoped
public class LargeReads {
  private static final int SMALL = 2_000;
  private static final int BYTES_PER_TASK = 4_096;

  /** Of ids and what hangs below what, a task needs a small part of that. */
  private static final int OUTLINES_PER_TASK = 8;

  /** What a body becomes: JSON nodes, and tasks to be stored. */
  private static final long BYTES_PER_BODY_BYTE = 24;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int places;
  private final Duration patience;
  private final Semaphore free;
  private final ThreadLocal<Boolean> hasTurn = ThreadLocal.withInitial(() -> false);

  /** Of as many tasks as fit into the heap. */
  public LargeReads() {
    this(
        (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / BYTES_PER_TASK),
        PATIENCE);
  }

  LargeReads(int places, Duration patience) {
    this.places = places;
    this.patience = patience;
    this.free = new Semaphore(places, true);
  }

  /** A turn; over when the thread that took it closes it. */
  @FunctionalInterface
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the turn of a tree with so many tasks; one larger than all there is goes alone.
   *
   * @throws RequestRefusedException when it does not come in time: those before it may be read by
   *     clients that take theirs, and their threads are the server's
   */
  public Turn take(int tasks) {
    if (tasks <= SMALL || hasTurn.get()) {
      return () -> {};
    }
    int taken = Math.min(tasks, places);
    if (!isFreeInTime(taken)) {
      throw new RequestRefusedException(
          ErrorCode.UNAVAILABLE,
          "Other large trees are being read or stored just now; try again later, or read this one in pages.");
    }
    hasTurn.set(true);
    return () -> {
      hasTurn.remove();
      free.release(taken);
    };
  }

  /** Waits for the turn of the bare outline of a tree with so many tasks; see {@link #take}. */
  public Turn takeForOutline(int tasks) {
    return take(tasks / OUTLINES_PER_TASK);
  }

  /** Waits for the turn of a body of so many bytes that may hold trees; see {@link #take}. */
  public Turn takeForBody(int bytes) {
    return take((int) Math.min(places, bytes * BYTES_PER_BODY_BYTE / BYTES_PER_TASK));
  }

  private boolean isFreeInTime(int wanted) {
    try {
      return free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
