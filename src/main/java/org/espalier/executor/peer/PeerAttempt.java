package org.espalier.executor.peer;

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
import org.espalier.executor.StopSwitch;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.executor.http.GuardedHttpClients;
import org.espalier.settings.PeerSettings;

/** One attempt. When it ends early, so does the work on the other node. Used once. */
final class PeerAttempt {
  private static final System.Logger LOG = System.getLogger(PeerAttempt.class.getName());
  private static final Duration CANCELLING = Duration.ofSeconds(6);

  private final GuardedHttpClients clients;
  private final Deadlines deadlines;
  private final Circuits circuits;
  private final PeerSettings settings;
  private final RemoteWork work;
  private final Failures failures;

  PeerAttempt(
      GuardedHttpClients clients,
      Deadlines deadlines,
      Circuits circuits,
      PeerSettings settings,
      RemoteWork work) {
    this.clients = clients;
    this.deadlines = deadlines;
    this.circuits = circuits;
    this.settings = settings;
    this.work = work;
    this.failures = new Failures(work.subject());
  }

  ExecutionOutcome run(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return cancelled();
    }
    GuardedHttpClient client = open();
    StopSwitch stop = new StopSwitch();
    stop.watch(client::abort);
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    Future<?> deadline =
        deadlines.after(work.target().timeout(), () -> stop.fire(StopSwitch.Reason.TIMEOUT));
    try {
      return follow(talkingWith(client), stop, context);
    } finally {
      deadline.cancel(false);
      registration.close();
      client.release();
    }
  }

  private ExecutionOutcome follow(PeerClient peer, StopSwitch stop, ExecutionContext context)
      throws InterruptedException {
    try {
      ExecutionOutcome outcome = work.complete(peer, stop, context.progress());
      circuits.reached(work.target().base());
      return outcome;
    } catch (RefusedException e) {
      note(e.isNodeWell());
      cancelThere();
      return failures.refused(e);
    } catch (IOException e) {
      if (stop.reason().isPresent()) {
        return stopped(stop.reason().get());
      }
      Failed failed = failures.network(e);
      note(!failed.retryable());
      return failed;
    } catch (InterruptedException e) {
      cancelThere();
      throw e;
    }
  }

  private void note(boolean isNodeWell) {
    if (isNodeWell) {
      circuits.reached(work.target().base());
    } else {
      circuits.missed(work.target().base());
    }
  }

  private ExecutionOutcome stopped(StopSwitch.Reason reason) {
    boolean mayRun = work.mayRun();
    cancelThere();
    return switch (reason) {
      case CANCELLED -> cancelled();
      case TIMEOUT -> failures.timeout(work.target().timeout(), mayRun);
    };
  }

  private Cancelled cancelled() {
    return new Cancelled(work.subject() + " was cancelled because the attempt is to stop.");
  }

  /**
   * On a thread of its own, because an interrupt that comes meanwhile must not keep the node from
   * being told. Bounded; an interrupt is kept for later.
   */
  private void cancelThere() {
    if (!work.mayRun()) {
      return;
    }
    Thread telling = new Thread(this::tellCancel, settings.name() + "-peer-cancel");
    telling.setDaemon(true);
    telling.start();
    boolean interrupted = false;
    while (telling.isAlive()) {
      try {
        telling.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** On a connection of its own, because those of the attempt are cut off. */
  private void tellCancel() {
    GuardedHttpClient client = open();
    Thread telling = Thread.currentThread();
    Future<?> bound =
        deadlines.after(
            CANCELLING,
            () -> {
              client.abort();
              telling.interrupt();
            });
    try {
      work.cancel(talkingWith(client));
    } catch (IOException | InterruptedException | RefusedException e) {
      LOG.log(Level.WARNING, "the work on " + work.target().base() + " could not be cancelled", e);
    } finally {
      bound.cancel(false);
      client.release();
    }
  }

  private PeerClient talkingWith(GuardedHttpClient client) {
    return new PeerClient(client, work.target(), settings, deadlines);
  }

  private GuardedHttpClient open() {
    PeerTarget target = work.target();
    return clients.open(target.verify(), target.tls(), target.connectTimeout(), head -> {});
  }
}
