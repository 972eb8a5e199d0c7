package org.espalier.executor.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.egress.EgressDeniedException;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/**
 * Turns what went wrong with a mail server into the outcome of the attempt, by its reply code (RFC
 * 5321 section 4.2.1): 4xx passes, 5xx stays.
 */
final class SmtpFailure {
  private static final Pattern REPLY = Pattern.compile("(?s)^\\s*([45]\\d\\d)[ -].*");

  /** Of a server that greets with a refusal, in Jakarta Mail's words. */
  private static final Pattern GREETING = Pattern.compile("(?s).*response: ([45]\\d\\d)\\b.*");

  private static final int MAX_REPLY = 300;

  private SmtpFailure() {}

  static ExecutionOutcome of(
      MessagingException failure, Delivery.Smtp server, Optional<GuardedSockets.Cut> cut) {
    String where = "The mail server %s:%d".formatted(server.host(), server.port());
    if (cut.isPresent()) {
      return switch (cut.get()) {
        case CANCELLED ->
            new Cancelled(
                "The connection to the mail server was cut off, because the attempt is to stop.");
        case TIMEOUT -> timeout(where, server);
      };
    }
    List<Exception> chain = chain(failure);
    Optional<String> reply = reply(chain);
    if (reply.isPresent()) {
      return replied(
          where, reply.get(), find(chain, AuthenticationFailedException.class).isPresent());
    }
    return unreplied(where, chain, server);
  }

  private static Failed unreplied(String where, List<Exception> chain, Delivery.Smtp server) {
    Optional<EgressDeniedException> denied = find(chain, EgressDeniedException.class);
    if (denied.isPresent()) {
      return Failed.permanent(EgressDeniedException.KIND, denied.get().getMessage());
    }
    if (find(chain, AuthenticationFailedException.class).isPresent()) {
      return Failed.permanent(
          "authentication", where + " did not take the user and password, or wants none.");
    }
    if (find(chain, SSLException.class).isPresent() || mentions(chain, "STARTTLS")) {
      return Failed.permanent(
          "tls",
          where
              + " gave no secure connection: check its certificate and that it offers TLS, or set inputs.verify or inputs.smtp_use_tls to false if you must.");
    }
    if (find(chain, UnknownHostException.class).isPresent()) {
      return Failed.retryable("network", where + ": the host name cannot be resolved.");
    }
    if (find(chain, SocketTimeoutException.class).isPresent()) {
      return timeout(where, server);
    }
    return Failed.retryable(
        "network",
        where
            + (find(chain, IOException.class).isPresent()
                ? " cannot be reached, or broke the connection."
                : " did not answer as a mail server does."));
  }

  private static Failed timeout(String where, Delivery.Smtp server) {
    return Failed.retryable(
        "timeout",
        "%s did not take the message within %s seconds; raise inputs.timeout if it needs longer."
            .formatted(where, server.timeout().toMillis() / 1_000.0));
  }

  private static Failed replied(String where, String reply, boolean isAuthentication) {
    int code = Integer.parseInt(reply.substring(0, 3));
    boolean passes = code < 500;
    return new Failed(
        isAuthentication && !passes ? "authentication" : "smtp_" + code,
        isAuthentication
            ? where + " did not take the user and password (reply %d).".formatted(code)
            : "%s refused the message: %s.".formatted(where, reply),
        passes,
        Optional.empty(),
        Json.object().put("smtp_code", code));
  }

  /** The most particular reply is the last: that about a recipient, after that about them all. */
  private static Optional<String> reply(List<Exception> chain) {
    Optional<String> last = Optional.empty();
    for (Exception e : chain) {
      String message = e.getMessage() == null ? "" : e.getMessage();
      Matcher greeting = GREETING.matcher(message);
      if (REPLY.matcher(message).matches()) {
        last = Optional.of(oneLine(message));
      } else if (greeting.matches()) {
        last = Optional.of(greeting.group(1) + " at the greeting");
      }
    }
    return last;
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    String cut = Excerpt.of(line, MAX_REPLY);
    return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
  }

  private static boolean mentions(List<Exception> chain, String word) {
    return chain.stream().anyMatch(e -> e.getMessage() != null && e.getMessage().contains(word));
  }

  /** Jakarta Mail chains its exceptions beside their causes. */
  private static List<Exception> chain(MessagingException first) {
    List<Exception> chain = new ArrayList<>();
    collect(first, chain);
    return chain;
  }

  private static void collect(Throwable e, List<Exception> chain) {
    if (e instanceof Exception exception && !chain.contains(exception) && chain.size() < 50) {
      chain.add(exception);
      if (exception instanceof MessagingException mail && mail.getNextException() != null) {
        collect(mail.getNextException(), chain);
      }
      if (exception.getCause() != null) {
        collect(exception.getCause(), chain);
      }
    }
  }

  private static <T> Optional<T> find(List<Exception> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
