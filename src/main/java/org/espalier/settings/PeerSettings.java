package org.espalier.settings;

import java.time.Duration;

/**
 * How an executor treats other nodes ({@code espalier.executors.<name>.*}).
 *
 * @param name of the executor among the settings
 * @param maxBytes largest answer it reads
 * @param patience how long a node may be unreachable while its run is followed
 * @param circuitFailures so many attempts in a row that do not reach a node make the next ones fail
 *     at once
 * @param circuitPause for so long
 */
public record PeerSettings(
    String name, int maxBytes, Duration patience, int circuitFailures, Duration circuitPause) {
  static PeerSettings read(SettingsReader reader, String name) {
    String p = "espalier.executors." + name + ".";
    return new PeerSettings(
        name,
        reader.integer(p + "max-bytes", 16 << 20, 1_024, 256 << 20),
        reader.duration(
            p + "patience", Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofHours(24)),
        reader.integer(p + "circuit-failures", 5, 1, 1_000_000),
        reader.duration(
            p + "circuit-pause",
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofHours(1)));
  }
}
