package org.espalier.executor.espalier;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.PeerTarget;
import org.espalier.executor.peer.RemoteWork;

/** The tree of one attempt, as work of the other node. */
final class RemoteTree implements RemoteWork {
  private final RemoteRequest request;
  private final Duration patience;
  private Optional<RemoteRun> run = Optional.empty();

  RemoteTree(RemoteRequest request, Duration patience) {
    this.request = request;
    this.patience = patience;
  }

  @Override
  public PeerTarget target() {
    return request.target();
  }

  @Override
  public String subject() {
    return request.describe();
  }

  @Override
  public ExecutionOutcome complete(PeerClient peer, StopSwitch stop, ProgressListener progress)
      throws IOException, InterruptedException {
    Node node = new Node(peer, request);
    RemoteRun begun = new RemoteRun(node, peer, patience, stop);
    run = Optional.of(begun);
    return new RemoteOutcome(request, node).of(begun.complete(progress));
  }

  @Override
  public boolean mayRun() {
    return run.filter(RemoteRun::mayRun).isPresent();
  }

  /** A submission without an answer is asked for again first, under its key. */
  @Override
  public void cancel(PeerClient peer) throws IOException, InterruptedException {
    Node node = new Node(peer, request);
    Optional<String> id = run.flatMap(RemoteRun::runId);
    node.cancel(id.isPresent() ? id.get() : node.submit().json().path("run").path("id").asText());
  }
}
