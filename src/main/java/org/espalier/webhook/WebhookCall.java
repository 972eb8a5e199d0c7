package org.espalier.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.http.GuardedHttp;

/** Makes the request to a receiver: its headers, secrets looked up, and the signature. */
final class WebhookCall {
  private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([A-Za-z0-9_.-]{1,100})}");

  private final Optional<String> signingSecret;
  private final Function<String, Optional<String>> secrets;

  WebhookCall(Optional<String> signingSecret, Function<String, Optional<String>> secrets) {
    this.signingSecret = signingSecret;
    this.secrets = secrets;
  }

  /**
   * The request.
   *
   * @param event the event's id, the same in every call about it
   */
  GuardedHttp.Message message(
      WebhookConfig config, String event, int attempt, String body, Instant now) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", "application/json");
    config.headers().forEach((name, value) -> headers.put(name, withSecrets(value)));
    headers.put("X-Webhook-Event", event);
    headers.put("X-Webhook-Attempt", Integer.toString(attempt));
    String timestamp = Long.toString(now.getEpochSecond());
    headers.put(Signature.TIMESTAMP_HEADER, timestamp);
    signingSecret.ifPresent(
        secret -> headers.put(Signature.HEADER, Signature.of(secret, timestamp, bytes)));
    return new GuardedHttp.Message(config.method(), config.url(), headers, bytes, config.timeout());
  }

  /** A secret that there is not is left as it is written. */
  private String withSecrets(String value) {
    return SECRET
        .matcher(value)
        .replaceAll(
            found -> Matcher.quoteReplacement(secrets.apply(found.group(1)).orElse(found.group())));
  }
}
