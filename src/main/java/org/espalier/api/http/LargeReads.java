package org.espalier.api.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/**
 * Has answers that hold a whole large tree in memory take turns, so that those that are asked for
 * at the same time fit into the memory there is; small ones never wait. Thread-safe.
 */
@ApplicationScoped
public class LargeReads {
  private static final int SMALL = 2_000;
  private static final int BYTES_PER_TASK = 4_096;

  private final int places;
  private final Semaphore free;

  /** Of as many tasks as fit into the heap. */
  public LargeReads() {
    this((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / BYTES_PER_TASK));
  }

  LargeReads(int places) {
    this.places = places;
    this.free = new Semaphore(places, true);
  }

  /** A turn; over when it is closed. */
  @FunctionalInterface
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for the turn of a tree with so many tasks; one larger than all there is goes alone. */
  public Turn take(int tasks) {
    if (tasks <= SMALL) {
      return () -> {};
    }
    int taken = Math.min(tasks, places);
    free.acquireUninterruptibly(taken);
    return () -> free.release(taken);
  }
}
