package org.espalier.executor.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Work on a thread that nobody interrupts. The embedded H2 closes its file when a thread that uses
 * it is interrupted, for everyone; the engine interrupts attempts that are to stop.
 */
final class OwnThread {
  private OwnThread() {}

  /** Does the work and waits for it; an interrupt is kept for afterwards. */
  static <T> T call(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    new Thread(() -> complete(done, work), "espalier-sql").start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return done.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new CompletionException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> void complete(CompletableFuture<T> done, Supplier<T> work) {
    try {
      done.complete(work.get());
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }
}
