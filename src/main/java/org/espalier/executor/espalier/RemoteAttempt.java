package org.espalier.executor.espalier;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.executor.http.GuardedHttpClients;
import org.espalier.settings.PeerSettings;

/** One attempt. When it ends early, so does the run on the other node. Used once. */
final class RemoteAttempt {
  private static final System.Logger LOG = System.getLogger(RemoteAttempt.class.getName());
  private static final Duration CANCELLING = Duration.ofSeconds(6);

  private final GuardedHttpClients clients;
  private final Deadlines deadlines;
  private final Circuits circuits;
  private final PeerSettings settings;
  private final RemoteRequest request;

  RemoteAttempt(
      GuardedHttpClients clients,
      Deadlines deadlines,
      Circuits circuits,
      PeerSettings settings,
      RemoteRequest request) {
    this.clients = clients;
    this.deadlines = deadlines;
    this.circuits = circuits;
    this.settings = settings;
    this.request = request;
  }

  ExecutionOutcome run(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return cancelled();
    }
    GuardedHttpClient client = open();
    Stop stop = new Stop(client);
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(Stop.Reason.CANCELLED));
    Future<?> deadline = deadlines.after(request.timeout(), () -> stop.fire(Stop.Reason.TIMEOUT));
    try {
      return follow(client, stop, context);
    } finally {
      deadline.cancel(false);
      registration.close();
      client.abort();
    }
  }

  private ExecutionOutcome follow(GuardedHttpClient client, Stop stop, ExecutionContext context)
      throws InterruptedException {
    Node node = new Node(client, request, settings.maxBytes());
    RemoteOutcome outcome = new RemoteOutcome(request, node);
    RemoteRun run = new RemoteRun(node, settings.patience(), stop);
    try {
      JsonNode tree = run.complete(deadlines, context.progress());
      circuits.reached(request.base());
      return outcome.of(tree);
    } catch (RefusedException e) {
      return noted(outcome.refused(e));
    } catch (IOException e) {
      if (stop.reason().isPresent()) {
        return stopped(stop.reason().get(), run, outcome);
      }
      return noted(outcome.network(e));
    } catch (InterruptedException e) {
      cancelThere(run);
      throw e;
    }
  }

  /** A node that may do better later counts as missed, one that says no as reached. */
  private Failed noted(Failed failed) {
    if (failed.retryable()) {
      circuits.missed(request.base());
    } else {
      circuits.reached(request.base());
    }
    return failed;
  }

  private ExecutionOutcome stopped(Stop.Reason reason, RemoteRun run, RemoteOutcome outcome) {
    cancelThere(run);
    return switch (reason) {
      case CANCELLED -> cancelled();
      case TIMEOUT -> outcome.timeout();
    };
  }

  private Cancelled cancelled() {
    return new Cancelled(request.describe() + " was cancelled because the attempt is to stop.");
  }

  /**
   * On a connection of its own, because those of the attempt are cut off. A submission without an
   * answer is asked for again first, under its key. Bounded, and heeds no interrupt.
   */
  private void cancelThere(RemoteRun run) {
    if (run.runId().isEmpty() && !run.isInDoubt()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    GuardedHttpClient client = open();
    Future<?> bound = deadlines.after(CANCELLING, client::abort);
    try {
      Node node = new Node(client, request, settings.maxBytes());
      String id =
          run.runId().isPresent()
              ? run.runId().get()
              : node.submit().json().path("run").path("id").asText();
      node.cancel(id);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a run on " + request.base() + " could not be cancelled", e);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      bound.cancel(false);
      client.abort();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private GuardedHttpClient open() {
    return clients.open(request.verify(), request.connectTimeout(), head -> {});
  }
}
