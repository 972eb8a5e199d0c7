package org.espalier.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that gives prepared answers, one after the other for each call. */
public final class FakeServer implements AutoCloseable {
  /**
   * @param status the HTTP status
   * @param body what is sent before the connection is closed
   */
  public record Answer(int status, String body) {}

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  public FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers this call ({@code "GET /path"}); the last answer given is repeated. */
  public FakeServer on(String call, int status, String body) {
    answers.computeIfAbsent(call, c -> new CopyOnWriteArrayList<>()).add(new Answer(status, body));
    return this;
  }

  /** Every call so far, with the Last-Event-ID it carried: {@code "GET /path after 3"}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    calls.add(after == null ? call : call + " after " + after);
    List<Answer> prepared = answers.getOrDefault(call, List.of(new Answer(404, "{}")));
    Answer answer = prepared.size() > 1 ? prepared.remove(0) : prepared.get(0);
    exchange.sendResponseHeaders(answer.status(), 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer.body().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
