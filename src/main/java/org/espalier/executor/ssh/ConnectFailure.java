package org.espalier.executor.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.espalier.executor.egress.EgressDeniedException;

/** Says what went wrong when a connection was opened. */
final class ConnectFailure {
  private ConnectFailure() {}

  static SshException of(JSchException failure, SshTarget target, String fingerprint) {
    if (failure instanceof JSchHostKeyException) {
      return hostKey(failure, target, fingerprint);
    }
    Optional<EgressDeniedException> denied = cause(failure, EgressDeniedException.class);
    if (denied.isPresent()) {
      return SshException.permanent(EgressDeniedException.KIND, denied.get().getMessage());
    }
    if (cause(failure, UnknownHostException.class).isPresent()) {
      return SshException.retryable(
          "network",
          "The host name of %s cannot be resolved. Check inputs.host.".formatted(target));
    }
    if (isLoginRefused(failure)) {
      return SshException.permanent(
          "auth_failed",
          "%s refused the login. Check inputs.username and the password or key.".formatted(target));
    }
    if (failure instanceof JSchAlgoNegoFailException) {
      return SshException.permanent(
          "negotiation",
          "%s and this server have no algorithm in common: %s."
              .formatted(target, failure.getMessage()));
    }
    if (cause(failure, SocketTimeoutException.class).isPresent()
        || String.valueOf(failure.getMessage()).contains("timeout")) {
      return SshException.retryable(
          "timeout",
          "%s did not answer within %d seconds (inputs.connect_timeout)."
              .formatted(target, target.connectTimeout().toSeconds()));
    }
    return SshException.retryable(
        "network", "No connection to %s: %s.".formatted(target, said(failure)));
  }

  private static SshException hostKey(JSchException failure, SshTarget target, String fingerprint) {
    boolean unknown = failure instanceof JSchUnknownHostKeyException;
    return unknown
        ? SshException.permanent(
            "host_key_unknown",
            "%s showed the key %s, which is not known here. If it is the right one, give it as inputs.host_key, or an administrator adds it to the file of espalier.executors.ssh.known-hosts."
                .formatted(target, fingerprint))
        : SshException.permanent(
            "host_key_changed",
            "%s showed the key %s, which is not the expected one: somebody may be listening in. If the host has a new key, change inputs.host_key or the file of known hosts."
                .formatted(target, fingerprint));
  }

  private static boolean isLoginRefused(JSchException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith("Auth fail")
        || message.startsWith("Auth cancel")
        || message.contains("Too many authentication failures");
  }

  private static String said(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null || message.isBlank() ? deepest.getClass().getSimpleName() : message;
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }
}
