package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.RefusedException;

/**
 * Asks for a tree's status until nothing runs it any more: for streams that broke off, since the
 * protocol has no way to take one up again. Ends with the attempt's time. Used once, by one thread.
 */
final class Polling {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final RpcNode node;
  private final Duration interval;
  private final Duration patience;
  private final StopSwitch stop;
  private int polls;
  private int failures;
  private int failuresInARow;

  /**
   * Asks nothing yet.
   *
   * @param interval between two questions; longer, up to half a minute, after failures
   * @param patience how long the node may be out of reach
   */
  Polling(RpcNode node, Duration interval, Duration patience, StopSwitch stop) {
    this.node = node;
    this.interval = interval;
    this.patience = patience;
    this.stop = stop;
  }

  int polls() {
    return polls;
  }

  int failures() {
    return failures;
  }

  /**
   * Returns when nothing runs the tree.
   *
   * @throws IOException when the node was out of reach for too long
   * @throws RefusedException when it does not answer the question
   */
  void untilOver(String rootId, ProgressListener progress)
      throws IOException, InterruptedException {
    long reachedAt = System.nanoTime();
    Duration pause = interval;
    while (isRunning(rootId, progress, reachedAt)) {
      boolean isReached = failuresInARow == 0;
      reachedAt = isReached ? System.nanoTime() : reachedAt;
      pause = isReached ? interval : longer(pause);
      stop.pause(pause);
    }
  }

  private boolean isRunning(String rootId, ProgressListener progress, long reachedAt)
      throws IOException, InterruptedException {
    polls++;
    try {
      JsonNode status = node.status(rootId);
      failuresInARow = 0;
      progress.progress(status.path("progress").asDouble(), status.path("status").asText());
      return status.path("is_running").asBoolean();
    } catch (IOException e) {
      note(e, true, reachedAt);
    } catch (RefusedException e) {
      note(e, e.isRetryable(), reachedAt);
    }
    return true;
  }

  private <E extends Exception> void note(E failure, boolean isPassing, long reachedAt) throws E {
    failures++;
    failuresInARow++;
    boolean isTooLong = System.nanoTime() - reachedAt > patience.toNanos();
    if (!isPassing || isTooLong || stop.isFired()) {
      throw failure;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
