package org.espalier.executor.espalier;

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
record Answer(int status, JsonNode json, boolean isReplay, Optional<Duration> retryAfter) {
  /**
   * Reads an answer.
   *
   * @throws RefusedException when the body is too large
   */
  static Answer read(HttpResponse<InputStream> response, int maxBytes) throws IOException {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(maxBytes + 1);
    }
    if (body.length > maxBytes) {
      throw new RefusedException(
          "response_too_large",
          false,
          "it answers with more than %d bytes; raise espalier.executors.espalier.max-bytes"
              .formatted(maxBytes));
    }
    return new Answer(
        response.statusCode(),
        parse(body),
        response.headers().firstValue("Idempotency-Replayed").filter("true"::equals).isPresent(),
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(header -> RetryAfter.parse(header, Instant.now())));
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      return Json.readStrictly(new ByteArrayInputStream(body));
    } catch (MalformedJsonException e) {
      return MissingNode.getInstance();
    }
  }

  boolean isGood() {
    return status / 100 == 2 && json.isObject();
  }

  boolean isPassing() {
    return status >= 500 || status == 429 || status == 408;
  }

  /** This answer as a failure, with what the node says of it (RFC 9457). */
  RefusedException refused() {
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
        code.isBlank() ? "http_" + status : "remote_" + code, isPassing(), shortened(what));
  }

  private static String shortened(StringBuilder text) {
    return text.length() <= 1_000 ? text.toString() : text.substring(0, 1_000) + "...";
  }
}
