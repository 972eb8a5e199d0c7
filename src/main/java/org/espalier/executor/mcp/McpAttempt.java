package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.executor.http.GuardedHttpClients;

/** One attempt, from the server's start or the connection to the outcome. Used once. */
final class McpAttempt {
  private final GuardedHttpClients clients;
  private final Deadlines deadlines;
  private final McpRequest request;
  private final Stop stop = new Stop();
  private final RefusedStatus refused = new RefusedStatus();

  McpAttempt(GuardedHttpClients clients, Deadlines deadlines, McpRequest request) {
    this.clients = clients;
    this.deadlines = deadlines;
    this.request = request;
  }

  ExecutionOutcome run(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return new Cancelled(request.describe() + " was not begun because the attempt is to stop.");
    }
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(Stop.Reason.CANCELLED));
    Future<?> deadline = deadlines.after(request.timeout(), () -> stop.fire(Stop.Reason.TIMEOUT));
    try {
      Server server = request.server();
      return server instanceof Server.Http http
          ? overHttp(http, context)
          : overStdio((Server.Stdio) server, context);
    } finally {
      deadline.cancel(false);
      registration.close();
    }
  }

  private ExecutionOutcome overHttp(Server.Http server, ExecutionContext context)
      throws InterruptedException {
    GuardedHttpClient client =
        clients.open(server.verify(), request.connectTimeout(), refused::note);
    try {
      return converse(Transports.http(server, request.maxBytes(), client), context);
    } finally {
      client.abort();
    }
  }

  private ExecutionOutcome overStdio(Server.Stdio server, ExecutionContext context)
      throws InterruptedException {
    return converse(
        Transports.stdio(server, request.maxBytes(), context.progress(), stop), context);
  }

  private ExecutionOutcome converse(McpClientTransport transport, ExecutionContext context)
      throws InterruptedException {
    McpSession session = new McpSession(transport, context.progress(), stop);
    McpOutcome outcome = new McpOutcome(request);
    try {
      session.initialize();
      ObjectNode answer = new Conversation(request, session).hold();
      return outcome.of(answer, session.server().orElseThrow());
    } catch (Stop.StoppedException e) {
      session.cancelWork("the task is to stop");
      return outcome.stopped(e.reason());
    } catch (IOException e) {
      return outcome.failed(e, refused);
    } catch (ExecutionException e) {
      return outcome.failed(e.getCause(), refused);
    } catch (InterruptedException e) {
      session.cancelWork("the task is to stop");
      throw e;
    } finally {
      session.close();
    }
  }
}
