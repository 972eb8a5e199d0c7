package org.espalier.api.door;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request on its way through: its body, and once it is being served its place. Closed when it was
 * served, or when it comes to nothing; closing it again does no harm. Thread-safe.
 */
final class Visit implements AutoCloseable {
  /** Where a request keeps it while it waits. */
  static final String ATTRIBUTE = Visit.class.getName();

  private final ReceivedBody body;
  private final Turns turns;
  private final AtomicBoolean hasPlace = new AtomicBoolean();

  Visit(ReceivedBody body, Turns turns) {
    this.body = body;
    this.turns = turns;
  }

  ReceivedBody body() {
    return body;
  }

  /** It has been given a place. */
  void enter() {
    hasPlace.set(true);
  }

  @Override
  public void close() {
    body.close();
    if (hasPlace.compareAndSet(true, false)) {
      turns.leave();
    }
  }
}
