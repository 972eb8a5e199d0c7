package org.espalier.api.door;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A request that waits for its turn, and is then dispatched to where it wanted to go.
 *
 * @param opener the thread that came in with it, and left it to wait
 * @param clock dispatches it later when that thread is still about to leave
 */
record WaitingRequest(
    AsyncContext context, Visit visit, long deadline, Thread opener, ScheduledExecutorService clock)
    implements Turns.Waiting {
  private static final long LEAVING_MILLIS = 1;

  @Override
  public void begin() {
    visit.enter();
    dispatch();
  }

  /**
   * Payara forgets a dispatch, or makes it twice, that meets the opener on its way out
   * (AsyncContextImpl decides by an unguarded flag who is to make it).
   */
  private void dispatch() {
    try {
      if (isOpenerInside()) {
        clock.schedule(this::dispatch, LEAVING_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        context.dispatch();
      }
    } catch (IllegalStateException | RejectedExecutionException e) {
      // The container has ended it, its client is gone; or the node ends.
      visit.close();
    }
  }

  /**
   * Whether another thread is still with the request in the container. A context can be configured
   * only until then (Jakarta Servlet 6.0, {@link AsyncContext#setTimeout}).
   */
  private boolean isOpenerInside() {
    if (Thread.currentThread() == opener) {
      return false;
    }
    try {
      context.setTimeout(0);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
