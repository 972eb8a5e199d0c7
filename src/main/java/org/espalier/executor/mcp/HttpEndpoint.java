package org.espalier.executor.mcp;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the requests of one session (MCP 2025-11-25, Transports, Streamable HTTP). Thread-safe; the
 * session and the version are known from the answer to {@code initialize} on.
 */
final class HttpEndpoint {
  private static final String SESSION = "Mcp-Session-Id";
  private static final String EVENTS = "text/event-stream";

  private final URI uri;
  private final Map<String, String> headers;
  private volatile Optional<String> session = Optional.empty();
  private volatile Optional<String> version = Optional.empty();

  HttpEndpoint(Server.Http server) {
    this.uri = server.url().withQuery(server.secretQuery()).toUri();
    this.headers = server.headers();
  }

  /** Notes the session that the answer to {@code initialize} names, if it names one. */
  void open(HttpHeaders head) {
    session = head.firstValue(SESSION).filter(id -> !id.isBlank());
  }

  void agreeOn(String protocolVersion) {
    version = Optional.of(protocolVersion);
  }

  boolean hasSession() {
    return session.isPresent();
  }

  /** The server does not know the session; nobody has to end it. */
  void forget() {
    session = Optional.empty();
  }

  HttpRequest post(String message) {
    return begin()
        .setHeader("Accept", "application/json, " + EVENTS)
        .setHeader("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8))
        .build();
  }

  /** Asks for a stream: for what follows an event, or for what the server says of itself. */
  HttpRequest stream(Optional<String> lastEventId) {
    HttpRequest.Builder request = begin().setHeader("Accept", EVENTS).GET();
    lastEventId.ifPresent(id -> request.setHeader("Last-Event-ID", id));
    return request.build();
  }

  HttpRequest delete() {
    return begin().DELETE().build();
  }

  private HttpRequest.Builder begin() {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    headers.forEach(request::setHeader);
    request.setHeader("Cache-Control", "no-cache");
    session.ifPresent(id -> request.setHeader(SESSION, id));
    version.ifPresent(word -> request.setHeader("MCP-Protocol-Version", word));
    return request;
  }
}
