package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.PeerAnswer;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.RefusedException;

/**
 * The tree on the other node, from its submission to its end. An earlier attempt of the same task
 * may have submitted it already: then its run is followed, and what failed in it is run again.
 */
final class RemoteRun {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Set<String> NOT_COMPLETED = Set.of("failed", "cancelled");
  private static final int CONFLICT = 409;

  private final Node node;
  private final PeerClient peer;
  private final Duration patience;
  private final StopSwitch stop;
  private boolean submitted;
  private boolean isOver;
  private Optional<String> runId = Optional.empty();

  RemoteRun(Node node, PeerClient peer, Duration patience, StopSwitch stop) {
    this.node = node;
    this.peer = peer;
    this.patience = patience;
    this.stop = stop;
  }

  /** Whether the node may be at work on it, known or not. */
  boolean mayRun() {
    return submitted && !isOver;
  }

  /** The run; empty before it is known, though there may be one. */
  Optional<String> runId() {
    return runId;
  }

  /**
   * Submits the tree, follows its run and answers the tree as it is then.
   *
   * @throws RefusedException when the node refuses
   * @throws IOException when it cannot be reached
   */
  JsonNode complete(ProgressListener progress) throws IOException, InterruptedException {
    PeerAnswer answer = submit();
    JsonNode tree = answer.json();
    String treeId = tree.path("id").asText();
    boolean failedBefore = NOT_COMPLETED.contains(tree.path("run").path("status").asText());
    if (answer.isReplay() && failedBefore) {
      tree = runAgain(treeId);
    }
    String run = tree.path("run").path("id").asText();
    runId = Optional.of(run);
    new Following(node, peer, patience, stop).untilEnd(run, new RunEvents(progress, tree));
    isOver = true;
    return good(node.tree(treeId)).json();
  }

  /** Again until there is an answer: the idempotency key makes it one submission. */
  private PeerAnswer submit() throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    submitted = true;
    while (true) {
      try {
        PeerAnswer answer = node.submit();
        if (!answer.isPassing() || System.nanoTime() > end) {
          submitted = answer.isGood();
          return good(answer);
        }
      } catch (IOException e) {
        if (System.nanoTime() > end || stop.isFired() || !isLost(e)) {
          throw e;
        }
      }
      stop.pause(PAUSE);
    }
  }

  /** A node that was never reached is not waited for: the task's own retries are for that. */
  private static boolean isLost(IOException failure) {
    return !(failure instanceof java.net.ConnectException)
        && !(failure instanceof java.net.UnknownHostException)
        && !(failure instanceof java.net.SocketTimeoutException)
        && !(failure instanceof javax.net.ssl.SSLException);
  }

  private JsonNode runAgain(String treeId) throws IOException, InterruptedException {
    PeerAnswer again = node.runAgain(treeId);
    if (again.status() != CONFLICT) {
      good(again);
    }
    return good(node.tree(treeId)).json();
  }

  private static PeerAnswer good(PeerAnswer answer) {
    if (!answer.isGood()) {
      throw answer.refused();
    }
    return answer;
  }
}
