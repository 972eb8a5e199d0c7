package org.espalier.executor.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.espalier.executor.http.RetryAfter;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/**
 * What the other node answered.
 *
 * @param status HTTP's
 * @param json the body; missing when it is no JSON
 * @param isReplay whether the node knew the submission already
 * @param retryAfter how long it asks to wait
 */
public record PeerAnswer(
    int status, JsonNode json, boolean isReplay, Optional<Duration> retryAfter) {
  private static final int MAX_MESSAGE = 1_000;

  static PeerAnswer of(HttpResponse<?> response, byte[] body) throws IOException {
    return new PeerAnswer(
        response.statusCode(),
        parse(body),
        response.headers().firstValue("Idempotency-Replayed").filter("true"::equals).isPresent(),
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(header -> RetryAfter.parse(header, Instant.now())));
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try (InputStream in = new ByteArrayInputStream(body)) {
      return Json.readStrictly(in);
    } catch (MalformedJsonException e) {
      return MissingNode.getInstance();
    }
  }

  /** Whether it is an object, and the node did what it was asked. */
  public boolean isGood() {
    return status / 100 == 2 && json.isObject();
  }

  /** Whether the node may do better later. */
  public boolean isPassing() {
    return status >= 500 || status == 429 || status == 408;
  }

  /** This answer as a failure, with what the node says of it (RFC 9457). */
  public RefusedException refused() {
    String detail = json.path("detail").asText("");
    StringBuilder what = new StringBuilder("it answers HTTP status ").append(status);
    if (!detail.isEmpty()) {
      what.append(": ").append(detail.replaceAll("\\.$", ""));
    }
    for (JsonNode error : json.path("errors")) {
      what.append("; ").append(error.path("pointer").asText("")).append(' ');
      what.append(error.path("detail").asText("").replaceAll("\\.$", ""));
    }
    String code = json.path("code").asText("");
    return new RefusedException(
            code.isBlank() ? "http_" + status : "remote_" + code,
            isPassing(),
            shortened(what.toString()))
        .after(retryAfter);
  }

  /** A text of the node's as it fits into a message. */
  public static String shortened(String text) {
    return Excerpt.of(text, MAX_MESSAGE);
  }
}
