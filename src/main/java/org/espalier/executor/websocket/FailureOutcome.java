package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressDeniedException;
import org.espalier.executor.http.RetryAfter;

/** Turns what went wrong into the outcome of the attempt. */
final class FailureOutcome {
  private static final Set<Integer> PASSING_STATUS = Set.of(408, 425, 429);

  private final WebSocketRequest request;
  private final ObjectNode known;

  /** For an attempt of which this is known. */
  FailureOutcome(WebSocketRequest request, ObjectNode known) {
    this.request = request;
    this.known = known;
  }

  ExecutionOutcome of(
      IOException failure, Optional<StopSwitch.Reason> stopped, boolean isConnected) {
    return stopped.isPresent() ? stopped(stopped.get(), isConnected) : failed(failure);
  }

  private ExecutionOutcome stopped(StopSwitch.Reason reason, boolean isConnected) {
    return switch (reason) {
      case CANCELLED ->
          new Cancelled(request.describe() + " was closed because the attempt is to stop.");
      case TIMEOUT -> timeout(isConnected);
    };
  }

  private Failed timeout(boolean isConnected) {
    return isConnected
        ? failed(
            "timeout",
            true,
            "what was waited for did not come within %s seconds; raise inputs.timeout, or give inputs.duration to collect for a time"
                .formatted(seconds(request.limits().timeout())))
        : failed(
            "timeout",
            true,
            "no connection within %s seconds (inputs.connect_timeout)"
                .formatted(seconds(request.limits().connectTimeout())));
  }

  private Failed failed(IOException failure) {
    if (failure instanceof EgressDeniedException denied) {
      return Failed.permanent(EgressDeniedException.KIND, denied.getMessage());
    }
    if (failure instanceof ProtocolException broken) {
      return failed(broken.kind(), false, broken.getMessage());
    }
    if (failure instanceof HandshakeException refused) {
      return refused(refused);
    }
    if (failure instanceof ClosedByPeerException closed) {
      return closed(closed.code());
    }
    if (failure instanceof SSLException && !isLostConnection(failure)) {
      return failed(
          "tls",
          false,
          "no secure connection: %s. Check the certificate, or set inputs.verify to false if you must"
              .formatted(failure.getMessage()));
    }
    if (failure instanceof UnknownHostException) {
      return failed("network", true, "the host name cannot be resolved; check inputs.url");
    }
    return failed("network", true, describe(failure));
  }

  private Failed refused(HandshakeException refused) {
    int status = refused.head().status();
    known.put("status_code", status);
    ObjectNode headers = known.putObject("headers");
    refused.head().headers().forEach(headers::put);
    boolean retryable = status >= 500 || PASSING_STATUS.contains(status);
    Failed plain = failed("http_" + status, retryable, refused.getMessage());
    String after = refused.head().header("Retry-After");
    return new Failed(
        plain.kind(),
        plain.message(),
        retryable,
        retryable ? RetryAfter.parse(after, Instant.now()) : Optional.empty(),
        known);
  }

  private Failed closed(CloseCode code) {
    return failed(
        "closed_" + code.code(),
        code.isPassing(),
        "the peer closed the connection with code %d%s before enough messages came"
            .formatted(code.code(), code.reason().isEmpty() ? "" : " (" + code.reason() + ")"));
  }

  private Failed failed(String kind, boolean retryable, String what) {
    String message = "%s: %s.".formatted(request.describe(), what);
    return new Failed(kind, message, retryable, Optional.empty(), known);
  }

  /** A peer that hangs up during the handshake says nothing about certificates. */
  private static boolean isLostConnection(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof SocketException || cause instanceof EOFException;
  }

  private static String seconds(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : Double.toString(millis / 1_000.0);
  }

  private static String describe(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
