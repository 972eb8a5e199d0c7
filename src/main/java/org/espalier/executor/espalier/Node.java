package org.espalier.executor.espalier;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.espalier.executor.http.GuardedHttpClient;

/** The other node's HTTP API, as far as it is needed here. */
final class Node {
  private final GuardedHttpClient client;
  private final RemoteRequest request;
  private final int maxBytes;

  Node(GuardedHttpClient client, RemoteRequest request, int maxBytes) {
    this.client = client;
    this.request = request;
    this.maxBytes = maxBytes;
  }

  /** Submits the tree and has it run; the same answer for the same idempotency key. */
  Answer submit() throws IOException, InterruptedException {
    return post("/api/trees?run=true", request.body());
  }

  Answer tree(String id) throws IOException, InterruptedException {
    return send(to("/api/trees/" + id).GET().build());
  }

  /** Runs again what did not complete. */
  Answer runAgain(String treeId) throws IOException, InterruptedException {
    return post("/api/trees/" + treeId + "/runs", "{\"scope\":\"failed\"}");
  }

  Answer cancel(String runId) throws IOException, InterruptedException {
    return post("/api/runs/" + runId + "/cancel", "{}");
  }

  Answer attempts(String runId, String taskId) throws IOException, InterruptedException {
    return send(
        to("/api/runs/%s/attempts?limit=500&task_id=%s".formatted(runId, taskId)).GET().build());
  }

  /** Opens the stream of a run's events behind one of them; empty for the first. */
  HttpResponse<InputStream> events(String runId, String lastId)
      throws IOException, InterruptedException {
    HttpRequest.Builder events =
        to("/api/runs/" + runId + "/events").header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      events.header("Last-Event-ID", lastId);
    }
    return client.send(events.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Reads an answer that is not a stream. */
  Answer read(HttpResponse<InputStream> response) throws IOException {
    return Answer.read(response, maxBytes);
  }

  private Answer post(String path, String body) throws IOException, InterruptedException {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder to(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.base() + path));
    request.headers().forEach(builder::header);
    return builder;
  }

  private Answer send(HttpRequest built) throws IOException, InterruptedException {
    return read(client.send(built, HttpResponse.BodyHandlers.ofInputStream()));
  }
}
