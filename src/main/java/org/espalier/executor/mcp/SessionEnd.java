package org.espalier.executor.mcp;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.espalier.executor.StopSwitch;

/**
 * Ends the waiting for a server early, from another thread: the attempt is to end, or the server
 * cannot go on. Only the first counts. Thread-safe.
 */
final class SessionEnd {
  /** The attempt is to end; its switch knows why. */
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped");
    }
  }

  private final CompletableFuture<Boolean> end = new CompletableFuture<>();

  /** Of an attempt with this switch. */
  SessionEnd(StopSwitch stop) {
    stop.watch(() -> fail(new StoppedException()));
  }

  /** The server cannot go on. */
  void fail(IOException failure) {
    end.completeExceptionally(failure);
  }

  /**
   * Waits for what is under way, or for the end.
   *
   * @throws IOException why it ended early
   * @throws ExecutionException when what was under way failed
   */
  <T> T await(CompletableFuture<T> underWay)
      throws IOException, ExecutionException, InterruptedException {
    try {
      CompletableFuture.anyOf(underWay, end).get();
      return underWay.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException early && end.isCompletedExceptionally()) {
        throw early;
      }
      throw e;
    } finally {
      underWay.cancel(true);
    }
  }
}
