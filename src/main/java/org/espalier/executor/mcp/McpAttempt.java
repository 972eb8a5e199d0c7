package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.executor.http.GuardedHttpClients;

/** One attempt, from the server's start or the connection to the outcome. Used once. */
final class McpAttempt {
  private static final int MOST_SESSIONS = 2;

  private final GuardedHttpClients clients;
  private final Deadlines deadlines;
  private final McpRequest request;
  private final StopSwitch stop = new StopSwitch();
  private final SessionEnd end = new SessionEnd(stop);

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
        context.cancellation().onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    Future<?> deadline =
        deadlines.after(request.timeout(), () -> stop.fire(StopSwitch.Reason.TIMEOUT));
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

  /** A session the server has forgotten is begun anew, once; it did not do what it was asked. */
  private ExecutionOutcome overHttp(Server.Http server, ExecutionContext context)
      throws InterruptedException {
    GuardedHttpClient client =
        clients.open(server.verify(), server.tls(), request.connectTimeout(), head -> {});
    try {
      for (int sessions = 1; ; sessions++) {
        try {
          return converse(Transports.http(server, request.maxBytes(), client, deadlines), context);
        } catch (SessionForgottenException e) {
          if (sessions == MOST_SESSIONS) {
            return new McpOutcome(request).forgotten(e.refusal());
          }
        }
      }
    } finally {
      client.release();
    }
  }

  private ExecutionOutcome overStdio(Server.Stdio server, ExecutionContext context)
      throws InterruptedException {
    try {
      return converse(
          Transports.stdio(server, request.maxBytes(), context.progress(), end), context);
    } catch (SessionForgottenException e) {
      return new McpOutcome(request).forgotten(e.refusal());
    }
  }

  private ExecutionOutcome converse(McpClientTransport transport, ExecutionContext context)
      throws InterruptedException, SessionForgottenException {
    McpSession session = new McpSession(transport, context.progress(), end);
    McpOutcome outcome = new McpOutcome(request);
    try {
      session.initialize();
      ObjectNode answer = new Conversation(request, session).hold();
      return outcome.of(answer, session.server().orElseThrow());
    } catch (SessionEnd.StoppedException e) {
      session.cancelWork("the task is to stop");
      return outcome.stopped(stop.reason().orElseThrow());
    } catch (IOException e) {
      return outcome.failed(e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      SessionForgottenException.throwIf(cause);
      return outcome.failed(cause);
    } catch (InterruptedException e) {
      session.cancelWork("the task is to stop");
      throw e;
    } finally {
      session.close();
    }
  }
}
