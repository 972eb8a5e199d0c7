package org.espalier.api.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * How many requests are served at the same time. It is fewer than the server has threads, so that
 * one is always left for those that need no turn. The others wait without a thread, in order.
 * Thread-safe.
 */
final class Turns {
  private static final int WAITING_PER_PLACE = 32;

  /** A request that waits. */
  interface Waiting {
    /** The time of {@link System#nanoTime} until which it waits. */
    long deadline();

    /** Has its turn. */
    void begin();
  }

  private final int places;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private int taken;

  Turns(int places) {
    this.places = places;
  }

  /** Takes a place that is free, unless others wait for it. */
  synchronized boolean enter() {
    if (taken >= places) {
      return false;
    }
    taken++;
    return true;
  }

  /** Waits for a place; false when too many do. Begins at once when there is one. */
  boolean await(Waiting waiting) {
    synchronized (this) {
      if (taken >= places) {
        return queue.size() < places * WAITING_PER_PLACE && queue.add(waiting);
      }
      taken++;
    }
    waiting.begin();
    return true;
  }

  /** Gives a place back, to the one that waits longest. */
  void leave() {
    Waiting next;
    synchronized (this) {
      next = queue.poll();
      if (next == null) {
        taken--;
        return;
      }
    }
    next.begin();
  }

  /** Those whose patience is at an end; they wait no more. */
  synchronized List<Waiting> takeOverdue(long now) {
    List<Waiting> overdue = new ArrayList<>();
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      Waiting waiting = each.next();
      if (now - waiting.deadline() >= 0) {
        each.remove();
        overdue.add(waiting);
      }
    }
    return overdue;
  }
}
