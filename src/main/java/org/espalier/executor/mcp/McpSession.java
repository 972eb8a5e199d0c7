package org.espalier.executor.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.espalier.executor.ProgressListener;
import reactor.core.publisher.Mono;

/**
 * One session with a server, from the handshake to the goodbye. Belongs to the attempt's thread.
 */
final class McpSession {
  private static final System.Logger LOG = System.getLogger(McpSession.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Duration CLOSING = Duration.ofSeconds(6);

  /** The attempt has its own bound; the SDK's must not come before. */
  private static final Duration NEVER = Duration.ofDays(2);

  private final WatchedTransport transport;
  private final McpAsyncClient client;
  private final SessionEnd end;
  private Optional<McpSchema.InitializeResult> server = Optional.empty();

  McpSession(McpClientTransport wire, ProgressListener progress, SessionEnd end) {
    this.transport = new WatchedTransport(wire);
    this.end = end;
    this.client =
        McpClient.async(transport)
            .clientInfo(McpSchema.Implementation.builder("espalier", "1").build())
            .requestTimeout(NEVER)
            .initializationTimeout(NEVER)
            .jsonSchemaValidator(new DefaultJsonSchemaValidator())
            .progressConsumer(note -> Mono.fromRunnable(() -> show(note, progress)))
            .loggingConsumer(note -> Mono.fromRunnable(() -> show(note, progress)))
            .build();
  }

  private static void show(McpSchema.ProgressNotification note, ProgressListener progress) {
    double total = note.total() == null || note.total() <= 0 ? 1 : note.total();
    double done = note.progress() == null ? 0 : note.progress();
    String text = note.message() == null ? "" : note.message();
    progress.progress(done / total, text.isEmpty() ? "%s of %s".formatted(done, total) : text);
  }

  private static void show(McpSchema.LoggingMessageNotification note, ProgressListener progress) {
    progress.output("log", note.level() + ": " + note.data() + "\n");
  }

  McpAsyncClient client() {
    return client;
  }

  /** What the server said of itself; empty before the handshake. */
  Optional<McpSchema.InitializeResult> server() {
    return server;
  }

  void initialize() throws IOException, ExecutionException, InterruptedException {
    server = Optional.of(await(client.initialize()));
  }

  /** Waits for an answer, or for the attempt's early end. */
  <T> T await(Mono<T> answer) throws IOException, ExecutionException, InterruptedException {
    return end.await(answer.toFuture());
  }

  /** Tells the server that its work is not wanted any more. Bounded; heeds no interrupt. */
  void cancelWork(String reason) {
    String version = server.map(McpSchema.InitializeResult::protocolVersion).orElse("");
    if (!version.isEmpty()) {
      finish(
          transport
              .cancelLastRequest(reason)
              .contextWrite(
                  context -> context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, version)),
          GOODBYE);
    }
  }

  /** Ends the session on both sides. Bounded; heeds no interrupt. */
  void close() {
    finish(client.closeGracefully(), CLOSING);
  }

  private static void finish(Mono<Void> work, Duration bound) {
    boolean interrupted = Thread.interrupted();
    CompletableFuture<Void> done = work.toFuture();
    long end = System.nanoTime() + bound.toNanos();
    while (!done.isDone() && System.nanoTime() < end) {
      try {
        done.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        LOG.log(Level.DEBUG, "ending an MCP session failed", e);
      }
    }
    done.cancel(true);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
