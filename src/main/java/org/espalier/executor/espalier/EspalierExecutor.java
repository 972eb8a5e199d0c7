package org.espalier.executor.espalier;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.GuardedHttpClients;
import org.espalier.json.Json;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.PeerSettings;

/**
 * Runs a tree on another Espalier node and follows it by its events. Cancel and timeout cancel the
 * run there. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class EspalierExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(EspalierExecutor.class, "espalier_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private PeerSettings limits;
  private GuardedHttpClients clients;
  private Deadlines deadlines;
  private Circuits circuits;

  /** An executor outside a container, ready to use. */
  static EspalierExecutor standalone(EgressGuard guard, PeerSettings limits) {
    EspalierExecutor executor = new EspalierExecutor();
    executor.guard = guard;
    executor.begin(limits);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(settings.executors().peer());
  }

  private void begin(PeerSettings given) {
    limits = given;
    clients = new GuardedHttpClients(guard, "espalier-peer-http");
    deadlines = new Deadlines("espalier-peer-deadlines");
    circuits = new Circuits(given.circuitFailures(), given.circuitPause(), MonotonicTimer.SYSTEM);
  }

  @PreDestroy
  void close() {
    deadlines.close();
    clients.close();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    try {
      RemoteRequest request = RemoteRequest.read(context);
      Optional<Duration> wait = circuits.closedTo(request.base());
      return wait.isPresent()
          ? notTried(request, wait.get())
          : new RemoteAttempt(clients, deadlines, circuits, limits, request).run(context);
    } catch (InvalidInputException e) {
      return e.failed();
    }
  }

  private static Failed notTried(RemoteRequest request, Duration wait) {
    return new Failed(
        "circuit_open",
        "%s: the node could not be reached by the attempts before; it is tried again in %d seconds."
            .formatted(request.describe(), wait.toSeconds() + 1),
        true,
        Optional.of(wait),
        Json.object());
  }
}
