package org.espalier.executor.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A real HTTP server on the loopback address that remembers what it was asked. */
public final class TestServer implements AutoCloseable {
  /** One request, as the server saw it. */
  public record Seen(String method, String uri, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> String.join(", ", header.getValue()))
          .findFirst()
          .orElse("");
    }
  }

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  private TestServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            work -> new Thread(work, "test-server-" + number.incrementAndGet()));
    server.setExecutor(threads);
    on("/", exchange -> answer(exchange, 200, "text/plain", "hello"));
    server.start();
  }

  public static TestServer http() throws IOException {
    return new TestServer(HttpServer.create(anyPort(), 0), "http");
  }

  public static TestServer https(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new TestServer(server, "https");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers a request whose body was read already. */
  public interface BodyHandler {
    void handle(HttpExchange exchange, String body) throws IOException;
  }

  public void on(String path, HttpHandler handler) {
    onBody(path, (exchange, body) -> handler.handle(exchange));
  }

  public void onBody(String path, BodyHandler handler) {
    server.createContext(
        path,
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen.add(
              new Seen(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  Map.copyOf(exchange.getRequestHeaders()),
                  body));
          handler.handle(exchange, body);
        });
  }

  public static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    answer(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  public static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public static void redirect(HttpExchange exchange, int status, String location)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return scheme + "://127.0.0.1:" + port() + path;
  }

  public List<Seen> seen() {
    return seen;
  }

  public Seen only() {
    if (seen.size() != 1) {
      throw new AssertionError("expected one request, saw " + seen);
    }
    return seen.get(0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
