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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.espalier.executor.ProgressListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Messages over the standard streams of a process. The SDK's own transport reads lines of any
 * length, hands the server's whole environment on, and leaves behind what the process started.
 */
final class StdioTransport implements McpClientTransport {
  private static final System.Logger LOG = System.getLogger(StdioTransport.class.getName());

  private final Server.Stdio server;
  private final int maxBytes;
  private final ProgressListener progress;
  private final McpJsonMapper mapper;
  private final SessionEnd end;
  private final AtomicReference<@Nullable ServerProcess> process = new AtomicReference<>();

  StdioTransport(
      Server.Stdio server,
      int maxBytes,
      ProgressListener progress,
      McpJsonMapper mapper,
      SessionEnd end) {
    this.server = server;
    this.maxBytes = maxBytes;
    this.progress = progress;
    this.mapper = mapper;
    this.end = end;
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
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return Mono.fromRunnable(
        () -> {
          try {
            ServerProcess started = ServerProcess.start(server);
            process.set(started);
            started.read(maxBytes, progress, line -> take(line, handler), end::fail);
          } catch (IOException e) {
            end.fail(new ServerFaultException("not_started", String.valueOf(e.getMessage())));
          }
        });
  }

  private Optional<ServerProcess> process() {
    return Optional.ofNullable(process.get());
  }

  /** What is no message is left out: some servers greet people on their standard output. */
  private void take(String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    try {
      JSONRPCMessage message = McpSchema.deserializeJsonRpcMessage(mapper, line);
      Mono.just(message).transform(handler).subscribe(done -> {}, StdioTransport::note);
    } catch (IOException | RuntimeException e) {
      progress.output("stdout", line + "\n");
      note(e);
    }
  }

  private static void note(Throwable failure) {
    LOG.log(Level.DEBUG, "a message of an MCP server was left out", failure);
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.<Void>fromRunnable(() -> write(message)).subscribeOn(Schedulers.boundedElastic());
  }

  private void write(JSONRPCMessage message) {
    try {
      process().orElseThrow().write(mapper.writeValueAsString(message));
    } catch (IOException e) {
      throw new UncheckedIOException("the MCP server does not read", e);
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.<Void>fromRunnable(() -> process().ifPresent(ServerProcess::stop))
        .subscribeOn(Schedulers.boundedElastic());
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }
}
