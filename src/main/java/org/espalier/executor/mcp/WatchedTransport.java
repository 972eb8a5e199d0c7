package org.espalier.executor.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A transport that knows the request it sent last, so that it can be cancelled: the SDK gives up
 * waiting, but does not tell the server.
 */
final class WatchedTransport implements McpClientTransport {
  private static final String CANCELLED = "notifications/cancelled";

  private final McpClientTransport inner;
  private final AtomicReference<@Nullable Object> lastRequest = new AtomicReference<>();

  WatchedTransport(McpClientTransport inner) {
    this.inner = inner;
  }

  /** Tells the server that nobody waits for the last request (never said of {@code initialize}). */
  Mono<Void> cancelLastRequest(String reason) {
    return Optional.ofNullable(lastRequest.get())
        .map(id -> Map.<String, Object>of("requestId", id, "reason", reason))
        .map(params -> inner.sendMessage(new McpSchema.JSONRPCNotification(CANCELLED, params)))
        .orElseGet(Mono::empty);
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCRequest request
        && !request.method().equals(McpSchema.METHOD_INITIALIZE)) {
      lastRequest.set(request.id());
    }
    return inner.sendMessage(message);
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return inner.connect(handler);
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    inner.setExceptionHandler(handler);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return inner.closeGracefully();
  }

  @Override
  public List<String> protocolVersions() {
    return inner.protocolVersions();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return inner.unmarshalFrom(data, type);
  }
}
