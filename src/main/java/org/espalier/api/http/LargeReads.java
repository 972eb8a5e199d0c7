package org.espalier.api.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;

/**
 * Has answers that hold a whole large tree in memory take turns, so that those that are asked for
 * at the same time fit into the memory there is; small ones never wait. Thread-safe.
 */
@ApplicationScoped
public class LargeReads {
  private static final int SMALL = 2_000;
  private static final int BYTES_PER_TASK = 4_096;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int places;
  private final Duration patience;
  private final Semaphore free;

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

  /** A turn; over when it is closed. */
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
    if (tasks <= SMALL) {
      return () -> {};
    }
    int taken = Math.min(tasks, places);
    if (!isFreeInTime(taken)) {
      throw new RequestRefusedException(
          ErrorCode.UNAVAILABLE,
          "Other large trees are being read just now; try again later, or read this one in pages.");
    }
    return () -> free.release(taken);
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
