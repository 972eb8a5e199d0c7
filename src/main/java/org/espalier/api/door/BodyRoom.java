package org.espalier.api.door;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all bodies may take together, from their first byte to their answer. Thread-safe.
 */
final class BodyRoom {
  private final long total;
  private final AtomicLong free;

  BodyRoom(long total) {
    this.total = total;
    this.free = new AtomicLong(total);
  }

  long total() {
    return total;
  }

  long free() {
    return free.get();
  }

  /** Takes so many bytes, or nothing when there are not so many. */
  boolean take(long bytes) {
    long before = free.getAndUpdate(now -> now >= bytes ? now - bytes : now);
    return before >= bytes;
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
