package org.espalier.api.door;

import jakarta.servlet.AsyncContext;

/** A request that waits for its turn, and is then dispatched to where it wanted to go. */
record WaitingRequest(AsyncContext context, Visit visit, long deadline) implements Turns.Waiting {
  @Override
  public void begin() {
    visit.enter();
    try {
      context.dispatch();
    } catch (IllegalStateException e) {
      // The container has ended it: its client is gone.
      visit.close();
    }
  }
}
