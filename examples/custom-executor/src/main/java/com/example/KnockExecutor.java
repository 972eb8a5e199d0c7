package com.example;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.espalier.executor.CancellationToken.Registration;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.Inputs;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressDeniedException;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.json.Json;

/** Connects to a port, where it is allowed to. */
public class KnockExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(KnockExecutor.class, "knock_executor.json");

  @Inject EgressGuard guard;

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    int port = (int) inputs.wholeNumber("port", 80, 1, 65_535);
    return knock(inputs.requireText("host"), port, context);
  }

  private ExecutionOutcome knock(String host, int port, ExecutionContext context) {
    try (Socket socket = new Socket();
        Registration ending = context.cancellation().onCancel(() -> close(socket))) {
      InetAddress address = guard.resolve(host, port).get(0);
      socket.connect(new InetSocketAddress(address, port), (int) context.timeout().toMillis());
      return new Succeeded(Json.object().put("address", address.getHostAddress()));
    } catch (EgressDeniedException e) {
      return Failed.permanent(EgressDeniedException.KIND, e.getMessage());
    } catch (IOException e) {
      if (context.cancellation().isCancelled()) {
        return new Cancelled("Stopped while connecting.");
      }
      return Failed.retryable("network", host + " cannot be reached: " + e.getMessage() + ".");
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is over either way.
    }
  }
}
