package org.espalier.settings;

import java.time.Duration;

/**
 * The retry policy of tasks, where a task says nothing itself ({@code espalier.retry.*}).
 *
 * @param maxAttempts attempts of a task without a {@code retry} of its own, the first one included
 * @param initialDelay pause before the second attempt
 * @param maxDelay longest pause
 * @param jitter share of a pause that is random, 0 to 1
 */
public record RetrySettings(
    int maxAttempts, Duration initialDelay, Duration maxDelay, double jitter) {
  static RetrySettings read(SettingsReader reader) {
    String p = "espalier.retry.";
    Duration day = Duration.ofDays(1);
    return new RetrySettings(
        reader.integer(p + "max-attempts", 1, 1, 1_000),
        reader.duration(p + "initial-delay", Duration.ofSeconds(1), Duration.ZERO, day),
        reader.duration(p + "max-delay", Duration.ofMinutes(5), Duration.ZERO, day),
        reader.decimal(p + "jitter", 0.2, 0, 1));
  }
}
