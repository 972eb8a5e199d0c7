package org.espalier.executor.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.mail.GuardedSockets.Cut;
import org.espalier.json.Json;

/**
 * Gives a message to a mail server (RFC 5321). The connection is cut off when the attempt is
 * cancelled or its time is over. Thread-safe.
 */
final class SmtpSender {
  private final EgressGuard guard;
  private final Deadlines deadlines;
  private final Clock clock;

  SmtpSender(EgressGuard guard, Deadlines deadlines, Clock clock) {
    this.guard = guard;
    this.deadlines = deadlines;
    this.clock = clock;
  }

  ExecutionOutcome send(Email email, Delivery.Smtp server, ExecutionContext context) {
    GuardedSockets sockets;
    try {
      sockets = new GuardedSockets(guard.resolve(server.host(), server.port()));
    } catch (UnknownHostException e) {
      return SmtpFailure.of(new MessagingException("no address", e), server, Optional.empty());
    }
    return send(email, server, sockets, context);
  }

  private ExecutionOutcome send(
      Email email, Delivery.Smtp server, GuardedSockets sockets, ExecutionContext context) {
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> sockets.cutOff(Cut.CANCELLED));
    Future<?> deadline = deadlines.after(server.timeout(), () -> sockets.cutOff(Cut.TIMEOUT));
    try {
      String id = MessageId.of(context.idempotencyKey(), email.from().domain());
      deliver(email, server, sockets, id, context.progress());
      return new Succeeded(
          Json.object()
              .put("success", true)
              .put("provider", "smtp")
              .put("message", "Email sent to %d recipients".formatted(email.recipients().size()))
              .put("message_id", id));
    } catch (MessagingException e) {
      return SmtpFailure.of(e, server, sockets.cut());
    } finally {
      deadline.cancel(false);
      registration.close();
      sockets.close();
    }
  }

  private void deliver(
      Email email,
      Delivery.Smtp server,
      GuardedSockets sockets,
      String id,
      ProgressListener progress)
      throws MessagingException {
    Session session = SmtpSession.open(server, sockets);
    MimeEmail message = MimeEmail.of(session, email, id, Date.from(clock.instant()));
    Address[] recipients = MimeEmail.addresses(email.recipients());
    progress.progress(0.1, "connecting to " + server.host());
    try (Transport transport = connected(session, server, sockets)) {
      progress.progress(0.5, "sending to %d recipients".formatted(recipients.length));
      transport.sendMessage(message, recipients);
    }
  }

  /** With the first address of the server that takes the connection. */
  private static Transport connected(Session session, Delivery.Smtp server, GuardedSockets sockets)
      throws MessagingException {
    while (true) {
      Transport transport = session.getTransport("smtp");
      try {
        connect(transport, server);
        return transport;
      } catch (MessagingException e) {
        if (!sockets.hasAnother()) {
          throw e;
        }
      }
    }
  }

  private static void connect(Transport transport, Delivery.Smtp server) throws MessagingException {
    if (server.username().isEmpty()) {
      transport.connect();
    } else {
      transport.connect(server.username(), server.password());
    }
  }
}
