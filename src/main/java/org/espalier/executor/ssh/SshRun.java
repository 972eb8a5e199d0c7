package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;
import org.espalier.settings.SshSettings;

/** One attempt: a place on a connection, uploads, the command, downloads. Used once. */
final class SshRun {
  private static final System.Logger LOG = System.getLogger(SshRun.class.getName());

  private static final int KILL_TRIES = 10;
  private static final long KILL_PAUSE_MILLIS = 100;

  private final Connections connections;
  private final SshSettings settings;
  private final SshRequest request;
  private final ExecutionContext context;
  private final StopSwitch stop = new StopSwitch();
  private final RemoteCommand command;
  private final long begunNanos = System.nanoTime();
  private boolean over;
  private boolean killed;

  SshRun(
      Connections connections, SshSettings settings, SshRequest request, ExecutionContext context) {
    this.connections = connections;
    this.settings = settings;
    this.request = request;
    this.context = context;
    command = new RemoteCommand(request, context, settings.killGrace(), stop);
  }

  ExecutionOutcome run() throws InterruptedException {
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    Future<?> deadline =
        connections
            .deadlines()
            .after(request.timeout(), () -> stop.fire(StopSwitch.Reason.TIMEOUT));
    try {
      return connected();
    } catch (SshException e) {
      return stop.isFired() ? stopped() : e.failed();
    } finally {
      deadline.cancel(false);
      registration.close();
    }
  }

  private ExecutionOutcome connected() throws SshException, InterruptedException {
    while (true) {
      Optional<Connection> taken = connections.take(request.target(), stop);
      if (taken.isEmpty()) {
        return stopped();
      }
      Connection connection = taken.get();
      boolean used = connection.isUsed();
      try {
        return work(connection, patience(used));
      } catch (SshException e) {
        if (!used || connection.isOpen() || command.isStarted() || stop.isFired()) {
          throw e;
        }
        // It died while it was kept, and nothing has begun: another will do.
      } finally {
        connections.giveBack(connection);
      }
    }
  }

  private Patience patience(boolean used) {
    Duration left = request.timeout().minusNanos(System.nanoTime() - begunNanos);
    return Patience.within(request.target().connectTimeout(), left, used);
  }

  private ExecutionOutcome work(Connection connection, Patience patience)
      throws SshException, InterruptedException {
    FileTransfer files =
        new FileTransfer(
            connection.channels(), patience, settings.maxFileBytes(), stop, context.progress());
    files.upload(request.uploads());
    if (request.command().isEmpty()) {
      ObjectNode read = files.download(request.downloads());
      return stop.isFired() ? stopped() : outcome().transferred(read);
    }
    Optional<RemoteCommand.End> end = run(connection, patience);
    if (end.isEmpty()) {
      return stop.isFired() ? stopped() : outcome().lost(fate());
    }
    boolean success = outcome().isSuccess(end.get());
    ObjectNode read = success ? files.download(request.downloads()) : Json.object();
    return stop.isFired() ? stopped() : outcome().ended(end.get(), read);
  }

  /** The command, and its end on the far side when it did not end by itself. */
  private Optional<RemoteCommand.End> run(Connection connection, Patience patience)
      throws SshException, InterruptedException {
    boolean ended = false;
    try {
      Optional<RemoteCommand.End> end = command.run(connection.channels(), patience);
      ended = end.isPresent();
      return end;
    } finally {
      over = ended;
      if (!ended && command.isStarted()) {
        kill(connection);
      }
    }
  }

  private void kill(Connection connection) throws InterruptedException {
    String killer = command.killer(settings.killGrace());
    boolean interrupted = Thread.interrupted();
    killed = RemoteKill.run(connection.channels(), killer, settings.killGrace());
    try {
      for (int tries = 0; tries < KILL_TRIES && !killed; tries++) {
        Thread.sleep(KILL_PAUSE_MILLIS);
        killed = killOnAnother(killer);
      }
    } catch (SshException e) {
      LOG.log(System.Logger.Level.DEBUG, "no connection to end a command", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (!killed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the command of task {0} may still run on {1}",
          context.taskId(),
          request.target());
    }
  }

  /** A connection that has just died may be handed out once more before that is noticed. */
  private boolean killOnAnother(String killer) throws SshException, InterruptedException {
    Optional<Connection> other = connections.take(request.target(), new StopSwitch());
    try {
      return other.isPresent()
          && RemoteKill.run(other.get().channels(), killer, settings.killGrace());
    } finally {
      other.ifPresent(connections::giveBack);
    }
  }

  private SshOutcome outcome() {
    return new SshOutcome(request, command.stdout(), command.stderr());
  }

  /** What became of the command, as far as is known here. */
  private String fate() {
    if (!command.isStarted()) {
      return "no command was begun";
    }
    if (over) {
      return "the command had ended";
    }
    return killed
        ? "the command was killed there"
        : "the command may still run there, as it could not be killed";
  }

  private ExecutionOutcome stopped() {
    return switch (stop.reason().orElse(StopSwitch.Reason.CANCELLED)) {
      case CANCELLED ->
          new Cancelled(
              "The work on %s was ended because the attempt is to stop; %s."
                  .formatted(request.target(), fate()));
      case TIMEOUT -> outcome().timedOut(fate());
    };
  }
}
