package org.espalier.bench;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When the runs of trees ended, in nanoseconds of {@link System#nanoTime}. Thread-safe; the news
 * may come before somebody waits for it.
 */
final class Ends {
  private static final long BOUND_SECONDS = 300;

  private final Map<String, CompletableFuture<Long>> byTree = new ConcurrentHashMap<>();

  /** Of several reports the first counts. */
  void report(String treeId, long at) {
    end(treeId).complete(at);
  }

  /** Waits for an end and forgets it. */
  long await(String treeId) throws InterruptedException {
    try {
      return end(treeId).get(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no end of tree " + treeId, e);
    } finally {
      byTree.remove(treeId);
    }
  }

  private CompletableFuture<Long> end(String treeId) {
    return byTree.computeIfAbsent(treeId, id -> new CompletableFuture<>());
  }
}
