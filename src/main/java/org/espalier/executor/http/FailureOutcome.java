package org.espalier.executor.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressDeniedException;

/** Turns what went wrong on the network into the outcome of the attempt. */
final class FailureOutcome {
  private FailureOutcome() {}

  static ExecutionOutcome of(
      IOException failure, Optional<StopSwitch.Reason> aborted, HttpCall call) {
    String what = call.first().describe();
    if (aborted.isPresent()) {
      return switch (aborted.get()) {
        case CANCELLED -> new Cancelled(what + " was aborted because the attempt is to stop.");
        case TIMEOUT -> timeout(what, call);
      };
    }
    if (failure instanceof EgressDeniedException denied) {
      return Failed.permanent(EgressDeniedException.KIND, denied.getMessage());
    }
    if (failure instanceof ResponseTooLargeException) {
      return Failed.permanent(
          "response_too_large", what + ": " + failure.getMessage() + " " + call.advice().size());
    }
    if (failure instanceof RedirectException redirect) {
      return Failed.permanent("redirect", redirect.getMessage());
    }
    if (failure instanceof SSLException && !isLostConnection(failure)) {
      return Failed.permanent(
          "tls",
          "%s: no secure connection: %s. %s"
              .formatted(what, failure.getMessage(), call.advice().tls()));
    }
    if (failure instanceof UnknownHostException) {
      return Failed.retryable(
          "network",
          "%s: the host name cannot be resolved. Check %s.".formatted(what, call.advice().url()));
    }
    if (failure instanceof InterruptedIOException) {
      return connectTimeout(what, failure, call);
    }
    return Failed.retryable("network", "%s: %s.".formatted(what, describe(failure)));
  }

  private static Failed timeout(String what, HttpCall call) {
    return Failed.retryable(
        "timeout",
        "%s did not end within %s seconds; raise %s if it needs longer."
            .formatted(what, seconds(call.advice().wholeTime()), call.advice().timeout()));
  }

  private static Failed connectTimeout(String what, IOException failure, HttpCall call) {
    return Failed.retryable(
        "timeout",
        "%s: %s (%s is %s seconds)."
            .formatted(
                what,
                describe(failure),
                call.advice().connectTimeout(),
                seconds(call.advice().connectTime())));
  }

  private static String seconds(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : Double.toString(millis / 1_000.0);
  }

  /** A peer that hangs up during the handshake says nothing about certificates. */
  private static boolean isLostConnection(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof SocketException || cause instanceof EOFException;
  }

  private static String describe(IOException failure) {
    String message = failure.getMessage();
    Throwable cause = failure.getCause();
    if (message == null && cause != null) {
      message = cause.getMessage();
    }
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
