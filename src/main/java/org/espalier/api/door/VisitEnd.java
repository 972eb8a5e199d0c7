package org.espalier.api.door;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Ends a visit with its request, also when that comes to nothing. */
record VisitEnd(Visit visit) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    visit.close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    visit.close();
  }

  @Override
  public void onError(AsyncEvent event) {
    visit.close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // A stream: it is served, and holds neither place nor body.
  }
}
