package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.json.Json;

/**
 * Follows {@code GET /api/events} and tells when a tree's run has ended, by the clock of this
 * process.
 */
final class Watcher implements AutoCloseable {
  private final Map<String, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();
  private final InputStream stream;

  Watcher(URI base) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/events?types=run.ended")).build();
    stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    CompletableFuture<Void> connected = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(connected), "bench-watcher");
    reader.setDaemon(true);
    reader.start();
    connected.join();
  }

  private void read(CompletableFuture<Void> connected) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          connected.complete(null);
        } else if (line.startsWith("data: ")) {
          String tree = Json.read(line.substring(6)).get("tree_id").textValue();
          end(tree).complete(System.nanoTime());
        }
      }
    } catch (IOException e) {
      connected.completeExceptionally(new UncheckedIOException(e));
    }
  }

  /** When the run of a tree ended, in nanoseconds of {@link System#nanoTime}. */
  CompletableFuture<Long> end(String treeId) {
    return ends.computeIfAbsent(treeId, id -> new CompletableFuture<>());
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
