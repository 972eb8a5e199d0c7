package org.espalier.executor.mcp;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What ends an attempt early, from another thread; only the first counts. Thread-safe. */
final class Stop {
  /** Why an attempt is to end. */
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  /** The attempt is to end. */
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    StoppedException(Reason reason) {
      super("stopped");
      this.reason = reason;
    }

    Reason reason() {
      return reason;
    }
  }

  private final CompletableFuture<Boolean> end = new CompletableFuture<>();

  void fire(Reason reason) {
    end.completeExceptionally(new StoppedException(reason));
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
