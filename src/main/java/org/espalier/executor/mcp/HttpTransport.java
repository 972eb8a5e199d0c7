package org.espalier.executor.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.espalier.executor.Deadlines;
import org.espalier.executor.http.GuardedHttpClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Messages over Streamable HTTP (MCP 2025-11-25). The SDK's own transport takes {@code retry} for
 * an error, does not go on with a stream that ended, waits for ever for an answer that cannot come,
 * and begins a session anew without the call that found it gone. Blocks no thread. Thread-safe.
 */
final class HttpTransport implements McpClientTransport {
  private static final System.Logger LOG = System.getLogger(HttpTransport.class.getName());

  private final HttpEndpoint endpoint;
  private final GuardedHttpClient client;
  private final Deadlines deadlines;
  private final McpJsonMapper mapper;
  private final int maxBytes;
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler =
      message -> message;

  HttpTransport(
      Server.Http server,
      int maxBytes,
      GuardedHttpClient client,
      Deadlines deadlines,
      McpJsonMapper mapper) {
    this.endpoint = new HttpEndpoint(server);
    this.maxBytes = maxBytes;
    this.client = client;
    this.deadlines = deadlines;
    this.mapper = mapper;
  }

  HttpEndpoint endpoint() {
    return endpoint;
  }

  int maxBytes() {
    return maxBytes;
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> given) {
    return Mono.fromRunnable(() -> handler = given);
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    boolean isGreeting =
        message instanceof McpSchema.JSONRPCNotification notification
            && notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED);
    Mono<Void> sent = Mono.fromFuture(() -> new HttpDelivery(this, message).post(text(message)));
    return isGreeting ? sent.then(Mono.fromRunnable(this::listen)) : sent;
  }

  private String text(JSONRPCMessage message) {
    try {
      return mapper.writeValueAsString(message);
    } catch (IOException e) {
      throw new UncheckedIOException("a message cannot be written", e);
    }
  }

  /** Takes what the server says unasked; a server may have no such stream. */
  private void listen() {
    send(
            endpoint.stream(Optional.empty()),
            head ->
                head.statusCode() == 200 && Media.of(head.headers()) == Media.EVENTS
                    ? new EventReader(maxBytes, new StreamPosition(), text -> hand(parse(text)))
                    : BodyReader.first(0))
        .whenComplete((done, failure) -> note(failure));
  }

  CompletableFuture<HttpResponse<String>> send(
      HttpRequest request, HttpResponse.BodyHandler<String> handler) {
    return client.sendAsync(request, handler);
  }

  void later(Duration delay, Runnable work) {
    deadlines.after(delay, work);
  }

  JSONRPCMessage parse(String text) throws ServerFaultException {
    try {
      return McpSchema.deserializeJsonRpcMessage(mapper, text);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "no message of MCP", e);
      String reason = RefusedException.reason(text);
      throw ServerFaultException.protocol(
          "what it answers is no message of JSON-RPC" + (reason.isEmpty() ? "" : ": " + reason));
    }
  }

  void hand(JSONRPCMessage message) {
    Mono.just(message).transform(handler).subscribe(done -> {}, HttpTransport::note);
  }

  void agree(McpSchema.JSONRPCResponse initialized) {
    if (initialized.result() instanceof Map<?, ?> result
        && result.get("protocolVersion") instanceof String version) {
      endpoint.agreeOn(version);
    }
  }

  private static void note(@Nullable Throwable failure) {
    LOG.log(Level.DEBUG, "a message of an MCP server was left out", failure);
  }

  /** Says goodbye to a server that keeps a session. */
  @Override
  public Mono<Void> closeGracefully() {
    return Mono.defer(
        () ->
            endpoint.hasSession()
                ? Mono.fromFuture(() -> send(endpoint.delete(), head -> BodyReader.first(0))).then()
                : Mono.empty());
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }
}
