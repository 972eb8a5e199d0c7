package org.espalier.executor.peer;

import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.GuardedHttpClients;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.PeerSettings;

/** The other nodes of one executor. Opens and starts nothing before the first use. Thread-safe. */
public final class Peers implements AutoCloseable {
  private final PeerSettings settings;
  private final GuardedHttpClients clients;
  private final Deadlines deadlines;
  private final Circuits circuits;

  public Peers(EgressGuard guard, PeerSettings settings) {
    this.settings = settings;
    clients = new GuardedHttpClients(guard, settings.name() + "-peer-http");
    deadlines = new Deadlines(settings.name() + "-peer-deadlines");
    circuits =
        new Circuits(settings.circuitFailures(), settings.circuitPause(), MonotonicTimer.SYSTEM);
  }

  /** Has the work done; fails at once for a node that the attempts before did not reach. */
  public ExecutionOutcome run(RemoteWork work, ExecutionContext context)
      throws InterruptedException {
    Optional<Duration> wait = circuits.closedTo(work.target().base());
    return wait.isPresent()
        ? new Failures(work.subject()).notTried(wait.get())
        : new PeerAttempt(clients, deadlines, circuits, settings, work).run(context);
  }

  /** How long a node may be out of reach while work is followed there. */
  public Duration patience() {
    return settings.patience();
  }

  @Override
  public void close() {
    deadlines.close();
    clients.close();
  }
}
