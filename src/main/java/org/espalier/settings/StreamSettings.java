package org.espalier.settings;

import java.time.Duration;

/**
 * Event streams ({@code espalier.stream.*}).
 *
 * @param pollInterval how often events of other nodes are looked for while somebody watches
 * @param keepAlive a comment is sent when a stream was silent this long
 * @param maxSubscribers how many streams are open at most on this node
 * @param bufferEvents how many events a slow subscriber may lag before its stream is closed
 */
public record StreamSettings(
    Duration pollInterval, Duration keepAlive, int maxSubscribers, int bufferEvents) {
  static StreamSettings read(SettingsReader reader) {
    String p = "espalier.stream.";
    return new StreamSettings(
        reader.duration(
            p + "poll-interval",
            Duration.ofMillis(100),
            Duration.ofMillis(5),
            Duration.ofSeconds(60)),
        reader.duration(
            p + "keep-alive",
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofMinutes(10)),
        reader.integer(p + "max-subscribers", 5_000, 1, 1_000_000),
        reader.integer(p + "buffer-events", 10_000, 100, 1_000_000));
  }
}
