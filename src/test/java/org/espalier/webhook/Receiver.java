package org.espalier.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import org.espalier.json.Json;

/** Somebody who wants to be told, and writes down what arrives. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Map<String, String> answerHeaders = Map.of();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** A request as it arrived. */
  record Received(String method, Headers headers, String body) {
    JsonNode json() {
      return Json.read(body);
    }

    String type() {
      return json().path("type").asText();
    }
  }

  /** Answers what the function says. */
  Receiver(ToIntFunction<Received> answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> serve(exchange, answer));
    server.setExecutor(threads);
    server.start();
  }

  private void serve(HttpExchange exchange, ToIntFunction<Received> answer) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Received request =
          new Received(exchange.getRequestMethod(), exchange.getRequestHeaders(), body);
      received.add(request);
      answerHeaders.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.applyAsInt(request), -1);
    }
  }

  /** Every answer has these headers from now on. */
  Receiver with(Map<String, String> headers) {
    answerHeaders = headers;
    return this;
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  List<String> types() {
    return received.stream().map(Received::type).toList();
  }

  boolean isTold(String type) {
    return types().contains(type);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
