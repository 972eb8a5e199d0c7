package org.espalier.executor.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.espalier.executor.egress.EgressDeniedException;

/**
 * What kept a request from its peer.
 *
 * @param kind the failure kind: {@code network}, {@code timeout}, {@code tls}, {@code
 *     egress_denied}
 * @param retryable whether another attempt can help
 * @param what it in words, without a full stop
 */
public record NetworkFault(String kind, boolean retryable, String what) {
  private static final int MAX_DEPTH = 20;

  /** Looks through a failure and its causes; empty when none has to do with the network. */
  public static Optional<NetworkFault> of(Throwable failure) {
    Optional<EgressDeniedException> denied = cause(failure, EgressDeniedException.class);
    if (denied.isPresent()) {
      String text = denied.get().getMessage();
      return Optional.of(
          new NetworkFault(
              EgressDeniedException.KIND,
              false,
              text.endsWith(".") ? text.substring(0, text.length() - 1) : text));
    }
    if (cause(failure, UnknownHostException.class).isPresent()) {
      return passing("network", "the host name cannot be resolved; check the URL");
    }
    Optional<SSLException> tls = cause(failure, SSLException.class);
    if (tls.isPresent() && !isLostConnection(tls.get())) {
      return Optional.of(
          new NetworkFault(
              "tls",
              false,
              "no secure connection: %s. Check the certificate, or set inputs.verify to false if you must"
                  .formatted(tls.get().getMessage())));
    }
    if (cause(failure, SocketTimeoutException.class).isPresent()) {
      return passing("timeout", "no connection in time (inputs.connect_timeout)");
    }
    return cause(failure, IOException.class).flatMap(io -> passing("network", text(io)));
  }

  private static Optional<NetworkFault> passing(String kind, String what) {
    return Optional.of(new NetworkFault(kind, true, what));
  }

  /** A peer that hangs up during the handshake says nothing about certificates. */
  private static boolean isLostConnection(SSLException failure) {
    return failure.getCause() instanceof SocketException
        || failure.getCause() instanceof EOFException;
  }

  private static String text(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? "the connection was lost"
        : message.strip().replaceAll("\\.$", "");
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
