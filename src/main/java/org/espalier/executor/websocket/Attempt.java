package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressGuard;

/** One attempt, from the connection to the outcome. Used once. */
final class Attempt {
  private final EgressGuard guard;
  private final Deadlines deadlines;
  private final WebSocketRequest request;
  private final StopSwitch stop = new StopSwitch();
  private boolean isConnected;

  Attempt(EgressGuard guard, Deadlines deadlines, WebSocketRequest request) {
    this.guard = guard;
    this.deadlines = deadlines;
    this.request = request;
  }

  ExecutionOutcome run(ExecutionContext context) throws InterruptedException {
    Conversation conversation = new Conversation(request, context.progress());
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    try {
      return new Succeeded(converse(conversation));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted during " + request.describe());
      }
      return new FailureOutcome(request, conversation.describe(false))
          .of(e, stop.reason(), isConnected);
    } finally {
      registration.close();
    }
  }

  private ObjectNode converse(Conversation conversation) throws IOException {
    Future<?> connecting = after(request.limits().connectTimeout());
    try (Socket socket = new Connector(guard, request, stop).connect()) {
      Connection connection = new Connection(socket, request);
      isConnected = connecting.cancel(false);
      Future<?> end = after(Conversation.longest(request));
      try {
        return conversation.hold(connection);
      } finally {
        end.cancel(false);
      }
    } finally {
      connecting.cancel(false);
    }
  }

  private Future<?> after(Duration time) {
    return deadlines.after(time, () -> stop.fire(StopSwitch.Reason.TIMEOUT));
  }
}
