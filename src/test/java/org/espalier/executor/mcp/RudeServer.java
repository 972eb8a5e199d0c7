package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.json.Json;

/** A server over HTTP that shakes hands as it should, and then does what a test says. */
final class RudeServer implements AutoCloseable {
  /** What the server does with a request, or with the GET of a stream. */
  interface Behaviour {
    void answer(Call call) throws IOException;
  }

  /** One HTTP request after the handshake. */
  record Call(HttpExchange http, JsonNode message, int number) {
    String method() {
      return message.path("method").asText();
    }

    Optional<String> lastEventId() {
      return Optional.ofNullable(http.getRequestHeaders().getFirst("Last-Event-ID"));
    }

    String response(String result) {
      return response(message.path("id").asText(), result);
    }

    static String response(String id, String result) {
      return "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"result\":%s}".formatted(id, result);
    }

    void json(String body) throws IOException {
      send(200, "application/json", body);
    }

    void events(String body) throws IOException {
      send(200, "text/event-stream", body);
    }

    void send(int status, String type, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      if (!type.isEmpty()) {
        http.getResponseHeaders().set("Content-Type", type);
      }
      http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      http.getResponseBody().write(bytes);
      http.close();
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Behaviour behaviour;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  RudeServer(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  /** Methods of requests with their sessions, in order, such as {@code tools/call s1}. */
  List<String> seen() {
    return seen;
  }

  private void handle(HttpExchange http) throws IOException {
    byte[] body = http.getRequestBody().readAllBytes();
    if (http.getRequestMethod().equals("DELETE")) {
      new Call(http, Json.object(), 0).send(200, "", "");
      return;
    }
    boolean isStream = http.getRequestMethod().equals("GET");
    JsonNode message =
        isStream ? Json.object() : Json.readForeign(new String(body, StandardCharsets.UTF_8));
    if (isStream && http.getRequestHeaders().getFirst("Last-Event-ID") == null) {
      new Call(http, message, 0).send(405, "", "");
      return;
    }
    switch (message.path("method").asText()) {
      case "initialize" -> shakeHands(new Call(http, message, 0));
      case "notifications/initialized" -> new Call(http, message, 0).send(202, "", "");
      default -> {
        String session = http.getRequestHeaders().getFirst("Mcp-Session-Id");
        seen.add((isStream ? "GET" : message.path("method").asText()) + " " + session);
        behaviour.answer(new Call(http, message, calls.incrementAndGet()));
      }
    }
  }

  private void shakeHands(Call call) throws IOException {
    call.http().getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
    call.json(
        call.response(
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{}},\"serverInfo\":{\"name\":\"rude\",\"version\":\"1\"}}"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
