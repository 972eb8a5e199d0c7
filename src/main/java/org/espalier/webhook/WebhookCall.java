package org.espalier.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.http.BodyCharset;
import org.espalier.executor.http.CallAdvice;
import org.espalier.executor.http.Hop;
import org.espalier.executor.http.HttpCall;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.http.TargetUrl;

/** Makes the request to a receiver: its headers, secrets looked up, and the signature. */
final class WebhookCall {
  private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([A-Za-z0-9_.-]{1,100})}");

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_RESPONSE_BYTES = 1 << 20;

  private final Optional<String> signingSecret;
  private final Function<String, Optional<String>> secrets;

  WebhookCall(Optional<String> signingSecret, Function<String, Optional<String>> secrets) {
    this.signingSecret = signingSecret;
    this.secrets = secrets;
  }

  /**
   * The request. Redirects are not followed: what is meant for one place is not sent to another.
   *
   * @param event the event's id, the same in every call about it
   * @throws org.espalier.executor.InvalidInputException when it cannot be sent as it is written
   */
  HttpCall to(WebhookConfig config, String event, int attempt, String body, Instant now) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", "application/json");
    config.headers().forEach((name, value) -> headers.put(name, withSecrets(value)));
    String type = headers.getOrDefault("Content-Type", "");
    byte[] bytes = BodyCharset.encode("body", body, BodyCharset.require("headers", type));
    headers.put("X-Webhook-Event", event);
    headers.put("X-Webhook-Attempt", Integer.toString(attempt));
    String timestamp = Long.toString(now.getEpochSecond());
    headers.put(Signature.TIMESTAMP_HEADER, timestamp);
    signingSecret.ifPresent(
        secret -> headers.put(Signature.HEADER, Signature.of(secret, timestamp, bytes)));
    Hop hop =
        new Hop(
            config.method(),
            TargetUrl.parse("url", config.url()),
            "",
            checked(headers),
            Optional.of(bytes));
    Duration timeout = config.timeout();
    Duration connect = timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT;
    return new HttpCall(
        hop,
        timeout,
        connect,
        true,
        Optional.empty(),
        false,
        MAX_RESPONSE_BYTES,
        advice(timeout, connect));
  }

  private static CallAdvice advice(Duration timeout, Duration connect) {
    return new CallAdvice(
        "webhook_config.url",
        "webhook_config.timeout",
        timeout,
        "the time to connect",
        connect,
        "A receiver need not answer with a body.",
        "Check the receiver's certificate.");
  }

  private static Map<String, String> checked(Map<String, String> headers) {
    RequestHeaders checked = new RequestHeaders();
    headers.forEach((name, value) -> checked.add("headers", name, value));
    checked.setIfAbsent("User-Agent", "Espalier");
    checked.setIfAbsent("Accept", "*/*");
    return checked.values();
  }

  /** A secret that there is not is left as it is written. */
  private String withSecrets(String value) {
    return SECRET
        .matcher(value)
        .replaceAll(
            found -> Matcher.quoteReplacement(secrets.apply(found.group(1)).orElse(found.group())));
  }
}
