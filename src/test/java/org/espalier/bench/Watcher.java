package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Follows {@code GET /api/events} of one node and reports the ends of runs. Speaks HTTP/1.0, so
 * that the lines come without chunks between them.
 */
final class Watcher implements AutoCloseable {
  private static final String TREE_ID = "\"tree_id\":\"";
  private static final int ID_LENGTH = 36;

  private final Socket socket;

  /** Returns when the stream is open. */
  Watcher(URI base, Ends ends) throws IOException {
    socket = new Socket(base.getHost(), base.getPort());
    socket.getOutputStream().write(request("/api/events?types=run.ended"));
    CompletableFuture<Void> connected = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(ends, connected), "bench-watcher");
    reader.setDaemon(true);
    reader.start();
    connected.join();
  }

  /** The bytes that open a stream. */
  static byte[] request(String path) {
    return ("GET %s HTTP/1.0\r\n" + Headers.OF_ALL + "\r\n")
        .formatted(path)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void read(Ends ends, CompletableFuture<Void> connected) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          connected.complete(null);
        } else if (line.startsWith("data: ")) {
          int from = line.indexOf(TREE_ID) + TREE_ID.length();
          ends.report(line.substring(from, from + ID_LENGTH), System.nanoTime());
        }
      }
    } catch (IOException e) {
      connected.completeExceptionally(e);
    }
    connected.completeExceptionally(new IOException("the stream ended before it began"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
