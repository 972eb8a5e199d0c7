package org.espalier.settings;

import java.time.Duration;

/**
 * What {@code grpc_executor} may do ({@code espalier.executors.grpc.*}).
 *
 * @param maxResponseBytes largest message, and how much of a stream of them is kept, as JSON
 * @param maxTimeout longest time of one call
 */
public record GrpcSettings(int maxResponseBytes, Duration maxTimeout) {
  static GrpcSettings read(SettingsReader reader) {
    String p = "espalier.executors.grpc.";
    return new GrpcSettings(
        reader.integer(p + "max-response-bytes", 4 << 20, 1_024, 256 << 20),
        reader.duration(
            p + "max-timeout", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(30)));
  }
}
