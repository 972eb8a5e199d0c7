package org.espalier.executor.espalier;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.espalier.executor.peer.PeerAnswer;
import org.espalier.executor.peer.PeerClient;

/** The other node's HTTP API, as far as it is needed here. */
final class Node {
  private final PeerClient peer;
  private final RemoteRequest request;

  Node(PeerClient peer, RemoteRequest request) {
    this.peer = peer;
    this.request = request;
  }

  /** Submits the tree and has it run; the same answer for the same idempotency key. */
  PeerAnswer submit() throws IOException, InterruptedException {
    return post("/api/trees?run=true", request.body());
  }

  PeerAnswer tree(String id) throws IOException, InterruptedException {
    return peer.send(peer.to("/api/trees/" + id).GET().build());
  }

  /** Runs again what did not complete. */
  PeerAnswer runAgain(String treeId) throws IOException, InterruptedException {
    return post("/api/trees/" + treeId + "/runs", "{\"scope\":\"failed\"}");
  }

  PeerAnswer cancel(String runId) throws IOException, InterruptedException {
    return post("/api/runs/" + runId + "/cancel", "{}");
  }

  PeerAnswer attempts(String runId, String taskId) throws IOException, InterruptedException {
    return peer.send(
        peer.to("/api/runs/%s/attempts?limit=500&task_id=%s".formatted(runId, taskId))
            .GET()
            .build());
  }

  /** Opens the stream of a run's events behind one of them; empty for the first. */
  HttpResponse<InputStream> events(String runId, String lastId)
      throws IOException, InterruptedException {
    HttpRequest.Builder events =
        peer.to("/api/runs/" + runId + "/events").header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      events.header("Last-Event-ID", lastId);
    }
    return peer.open(events.GET().build());
  }

  private PeerAnswer post(String path, String body) throws IOException, InterruptedException {
    return peer.send(peer.to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }
}
