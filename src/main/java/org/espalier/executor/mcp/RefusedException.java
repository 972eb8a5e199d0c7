package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.http.RetryAfter;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** The server refuses a message with a status of HTTP: what it asks for was not done. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final int status;
  private final transient HttpHeaders headers;
  private final String reason;
  private final boolean hadSession;

  /**
   * @param hadSession whether the message named a session
   */
  RefusedException(HttpResponse<String> response, boolean hadSession) {
    super("refused with HTTP status " + response.statusCode());
    this.status = response.statusCode();
    this.headers = response.headers();
    this.reason = reason(response.body());
    this.hadSession = hadSession;
  }

  /** What an error of JSON-RPC without an id says in a body; empty for nothing. */
  static String reason(String body) {
    try {
      JsonNode message = Json.readForeign(body).path("error").path("message");
      return message.isTextual() ? message.textValue().strip() : "";
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  int status() {
    return status;
  }

  /** In the server's words; empty for none. */
  String reason() {
    return reason;
  }

  boolean isPassing() {
    return status >= 500 || PASSING.contains(status);
  }

  /**
   * Whether the server does not know the session (Session Management, 3). Servers on older SDKs say
   * it with 400.
   */
  boolean isUnknownSession() {
    boolean saysSo = reason.matches("(?is).*(session|not initialized).*");
    return hadSession && (status == NOT_FOUND || status == BAD_REQUEST && saysSo);
  }

  /** Where a redirect, which is not followed, leads to; empty for none. */
  Optional<String> location() {
    return headers.firstValue("Location");
  }

  Optional<Duration> retryAfter() {
    return headers
        .firstValue("Retry-After")
        .filter(header -> isPassing())
        .flatMap(header -> RetryAfter.parse(header, Instant.now()));
  }
}
