package org.espalier.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Calls to others about runs, and calls of others that start them ({@code espalier.webhook.*}).
 *
 * @param secret signs what is sent; empty for no signature
 * @param threads how many receivers are called at the same time
 * @param retryDelay pause before a call is made again; it doubles each time
 * @param maxRetryDelay longest pause
 * @param interval how often a node looks for something to send at least
 * @param triggerSecret what calls from outside must be signed with; empty for none accepted
 * @param triggerWindow how far the time of such a call may be from now
 * @param triggerAllow addresses and blocks such calls may come from; empty for all
 * @param triggerRateLimit so many of them a minute from one address
 * @param triggerWait how long a call that wants the result waits for it
 */
public record WebhookSettings(
    Optional<String> secret,
    int threads,
    Duration retryDelay,
    Duration maxRetryDelay,
    Duration interval,
    Optional<String> triggerSecret,
    Duration triggerWindow,
    List<String> triggerAllow,
    int triggerRateLimit,
    Duration triggerWait) {
  public WebhookSettings {
    triggerAllow = List.copyOf(triggerAllow);
  }

  static WebhookSettings read(SettingsReader reader) {
    String p = "espalier.webhook.";
    Duration day = Duration.ofDays(1);
    Duration hour = Duration.ofHours(1);
    return new WebhookSettings(
        reader.optional(p + "secret"),
        reader.integer(p + "threads", 8, 1, 1_000),
        reader.duration(p + "retry-delay", Duration.ofSeconds(1), Duration.ofMillis(10), hour),
        reader.duration(p + "max-retry-delay", Duration.ofMinutes(5), Duration.ofMillis(10), day),
        reader.duration(
            p + "interval", Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMinutes(1)),
        reader.optional(p + "trigger-secret"),
        reader.duration(p + "trigger-window", Duration.ofMinutes(5), Duration.ofSeconds(1), day),
        reader.list(p + "trigger-allow"),
        reader.integer(p + "trigger-rate-limit", 60, 1, 1_000_000),
        reader.duration(p + "trigger-wait", Duration.ofMinutes(1), Duration.ZERO, hour));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "WebhookSettings[isSigned=%s, isTriggered=%s]"
        .formatted(secret.isPresent(), triggerSecret.isPresent());
  }
}
