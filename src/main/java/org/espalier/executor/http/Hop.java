package org.espalier.executor.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One request of an exchange: the task's own or the one a redirect asks for.
 *
 * @param secretQuery a query parameter that is sent and never shown; empty for none
 * @param headers names are compared without regard to case
 */
public record Hop(
    String method,
    TargetUrl url,
    String secretQuery,
    Map<String, String> headers,
    Optional<byte[]> body) {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

  /** What another origin may see; any other header may hold a secret. */
  private static final Set<String> HARMLESS =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "content-type",
          "idempotency-key",
          "user-agent");

  /**
   * The next request of a redirect (RFC 9110 section 15.4). Another origin gets none of the task's
   * credentials; 303, and 301 and 302 after a POST, turn it into a GET without a body.
   */
  Hop redirected(int status, String location) {
    TargetUrl next = url.redirectedTo(location);
    Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    kept.putAll(headers);
    if (!next.host().equals(url.host())) {
      kept.keySet().removeIf(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
    }
    kept.remove("Host");
    if (!turnsIntoGet(status)) {
      return new Hop(method, next, "", kept, body);
    }
    kept.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("content-"));
    return new Hop("GET", next, "", kept, Optional.empty());
  }

  private boolean turnsIntoGet(int status) {
    return switch (status) {
      case 303 -> !method.equals("HEAD");
      case 301, 302 -> method.equals("POST");
      default -> false;
    };
  }

  /** Whether sending it twice is as good as once. */
  boolean isIdempotent() {
    return IDEMPOTENT.contains(method);
  }

  /** What the request line names, the secret included. */
  String pathAndQuery() {
    return url.withQuery(secretQuery).pathAndQuery();
  }

  /** For messages. */
  public String describe() {
    return method + " " + url.withoutQuery();
  }
}
