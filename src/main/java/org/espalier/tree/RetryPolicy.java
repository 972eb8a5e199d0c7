package org.espalier.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.json.Json;
import org.espalier.settings.RetrySettings;

/**
 * How often and when a failed attempt of a task is repeated.
 *
 * @param maxAttempts attempts in one run, the first included; at least 1
 * @param backoff how the pause grows from attempt to attempt
 * @param initialDelay pause before the second attempt
 * @param maxDelay longest pause, before jitter
 * @param jitter share of a pause that is random, 0 to 1: a pause {@code d} becomes one between
 *     {@code d * (1 - jitter)} and {@code d * (1 + jitter)}
 * @param retryOn failure kinds that are retried; empty: every failure its executor calls retryable
 */
public record RetryPolicy(
    int maxAttempts,
    Backoff backoff,
    Duration initialDelay,
    Duration maxDelay,
    double jitter,
    Set<String> retryOn) {

  /** How the pause grows: the first pause times 1, 1, 1... or 1, 2, 3... or 1, 2, 4... */
  public enum Backoff {
    FIXED,
    LINEAR,
    EXPONENTIAL;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Attempts of a task that has a {@code retry} but no {@code max_attempts} in it. */
  public static final int ATTEMPTS_WHEN_ASKED = 3;

  public RetryPolicy {
    retryOn = Set.copyOf(retryOn);
  }

  /** The policy of a task that gives none. */
  public static RetryPolicy defaults(RetrySettings settings) {
    return new RetryPolicy(
        settings.maxAttempts(),
        Backoff.EXPONENTIAL,
        settings.initialDelay(),
        settings.maxDelay(),
        settings.jitter(),
        Set.of());
  }

  /**
   * The wire and stored form: {@code {"max_attempts": int, "backoff": string, "initial_delay":
   * seconds, "max_delay": seconds, "jitter": 0..1, "retry_on": [string]}}.
   */
  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("max_attempts", maxAttempts)
            .put("backoff", backoff.word())
            .put("initial_delay", seconds(initialDelay))
            .put("max_delay", seconds(maxDelay))
            .put("jitter", jitter);
    new TreeSet<>(retryOn).forEach(json.putArray("retry_on")::add);
    return json;
  }

  /** Reads the form that {@link #toJson} writes. */
  public static RetryPolicy ofJson(JsonNode json) {
    Set<String> retryOn = new TreeSet<>();
    json.get("retry_on").forEach(kind -> retryOn.add(kind.textValue()));
    return new RetryPolicy(
        json.get("max_attempts").intValue(),
        Backoff.valueOf(json.get("backoff").textValue().toUpperCase(java.util.Locale.ROOT)),
        duration(json.get("initial_delay").doubleValue()),
        duration(json.get("max_delay").doubleValue()),
        json.get("jitter").doubleValue(),
        retryOn);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  public static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
