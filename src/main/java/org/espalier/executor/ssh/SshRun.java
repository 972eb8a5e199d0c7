package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
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
  private final Stop stop = new Stop();
  private final RemoteCommand command;

  SshRun(
      Connections connections, SshSettings settings, SshRequest request, ExecutionContext context) {
    this.connections = connections;
    this.settings = settings;
    this.request = request;
    this.context = context;
    command = new RemoteCommand(request, context, stop);
  }

  ExecutionOutcome run() throws InterruptedException {
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(Stop.Reason.CANCELLED));
    Future<?> deadline =
        connections.deadlines().after(request.timeout(), () -> stop.fire(Stop.Reason.TIMEOUT));
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
    Optional<Connection> connection = connections.take(request.target(), stop);
    if (connection.isEmpty()) {
      return stopped();
    }
    try {
      return work(connection.get());
    } finally {
      connections.giveBack(connection.get());
    }
  }

  private ExecutionOutcome work(Connection connection) throws SshException, InterruptedException {
    FileTransfer files =
        new FileTransfer(
            connection.session(),
            request.target().connectTimeout(),
            settings.maxFileBytes(),
            stop,
            context.progress());
    files.upload(request.uploads());
    if (request.command().isEmpty()) {
      ObjectNode read = files.download(request.downloads());
      return stop.isFired() ? stopped() : outcome().transferred(read);
    }
    Optional<RemoteCommand.End> end = run(connection);
    if (end.isEmpty()) {
      return stop.isFired() ? stopped() : outcome().lost();
    }
    boolean success = outcome().isSuccess(end.get());
    ObjectNode read = success ? files.download(request.downloads()) : Json.object();
    return stop.isFired() ? stopped() : outcome().ended(end.get(), read);
  }

  /** The command, and its end on the far side when it did not end by itself. */
  private Optional<RemoteCommand.End> run(Connection connection)
      throws SshException, InterruptedException {
    boolean ended = false;
    try {
      Optional<RemoteCommand.End> end = command.run(connection.session());
      ended = end.isPresent();
      return end;
    } finally {
      if (!ended) {
        kill(connection);
      }
    }
  }

  private void kill(Connection connection) throws InterruptedException {
    String killer = command.killer(settings.killGrace());
    boolean interrupted = Thread.interrupted();
    boolean killed = RemoteKill.run(connection.session(), killer, settings.killGrace());
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
    Optional<Connection> other = connections.take(request.target(), new Stop());
    try {
      return other.isPresent()
          && RemoteKill.run(other.get().session(), killer, settings.killGrace());
    } finally {
      other.ifPresent(connections::giveBack);
    }
  }

  private SshOutcome outcome() {
    return new SshOutcome(request, command.stdout(), command.stderr());
  }

  private ExecutionOutcome stopped() {
    return switch (stop.reason().orElse(Stop.Reason.CANCELLED)) {
      case CANCELLED ->
          new Cancelled("Ended on %s because the attempt is to stop.".formatted(request.target()));
      case TIMEOUT -> outcome().timedOut();
    };
  }
}
