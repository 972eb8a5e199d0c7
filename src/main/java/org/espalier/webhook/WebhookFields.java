package org.espalier.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.http.TargetUrl;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code webhook_config} as the protocol has it: {@code {"url", "headers", "method",
 * "timeout", "max_retries"}}.
 */
public final class WebhookFields {
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_URL = 2_000;
  private static final int MAX_TIMEOUT_SECONDS = 300;
  private static final int DEFAULT_TIMEOUT_SECONDS = 30;
  private static final int MAX_RETRIES = 20;
  private static final int DEFAULT_RETRIES = 3;

  private WebhookFields() {}

  /** The field's value; empty when it is absent, or faulty and noted. */
  public static Optional<WebhookConfig> read(
      FieldReader request, String field, Violations violations) {
    ObjectNode json = request.object(field, MAX_BYTES);
    if (json == null) {
      return Optional.empty();
    }
    int before = violations.count();
    FieldReader fields = new FieldReader(json, request.pointerTo(field), violations);
    fields.refuseUnknown(Set.of("url", "headers", "method", "timeout", "max_retries"));
    String url = url(fields, violations);
    Double timeout = fields.number("timeout", 0.1, MAX_TIMEOUT_SECONDS);
    Integer retries = fields.wholeNumber("max_retries", 0, MAX_RETRIES);
    String method = method(fields, violations);
    Map<String, String> headers = headers(fields, violations);
    if (url == null || violations.count() > before) {
      return Optional.empty();
    }
    double seconds = timeout == null ? DEFAULT_TIMEOUT_SECONDS : timeout;
    return Optional.of(
        new WebhookConfig(
            url,
            headers,
            method,
            Duration.ofMillis(Math.round(seconds * 1_000)),
            retries == null ? DEFAULT_RETRIES : retries));
  }

  private static @Nullable String url(FieldReader fields, Violations violations) {
    String url = fields.text("url", MAX_URL);
    if (url == null) {
      if (fields.node("url") == null) {
        violations.add(fields.pointerTo("url"), ViolationCode.REQUIRED, "A webhook needs a 'url'.");
      }
      return null;
    }
    TargetUrl.faultOf(url)
        .ifPresent(
            fault ->
                violations.add(
                    fields.pointerTo("url"), ViolationCode.URL, "%s", "'url': " + fault));
    return url;
  }

  private static String method(FieldReader fields, Violations violations) {
    String method = fields.text("method", 10);
    String upper = method == null ? "POST" : method.toUpperCase(Locale.ROOT);
    if (!upper.equals("POST") && !upper.equals("PUT")) {
      violations.mismatch(
          fields.pointerTo("method"), ViolationCode.RANGE, "method", "POST or PUT", upper);
    }
    return upper;
  }

  private static Map<String, String> headers(FieldReader fields, Violations violations) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ObjectNode json = fields.object("headers", MAX_BYTES);
    if (json == null) {
      return headers;
    }
    String pointer = fields.pointerTo("headers");
    for (Map.Entry<String, JsonNode> header : json.properties()) {
      String place = new FieldReader(json, pointer, violations).pointerTo(header.getKey());
      if (header.getValue().isContainerNode() || header.getValue().isNull()) {
        violations.add(place, ViolationCode.TYPE, "A header is a text.");
      } else {
        String value = header.getValue().asText();
        RequestHeaders.faultOf(header.getKey(), value)
            .ifPresent(fault -> violations.add(place, ViolationCode.HEADER, "%s", fault));
        headers.put(header.getKey(), value);
      }
    }
    return headers;
  }
}
