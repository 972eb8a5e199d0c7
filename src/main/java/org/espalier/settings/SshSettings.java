package org.espalier.settings;

import java.time.Duration;

/**
 * What {@code ssh_executor} may do ({@code espalier.executors.ssh.*}).
 *
 * @param knownHosts file with the keys of hosts in OpenSSH's form; empty for none
 * @param keyDirectory where private keys may be read from; empty for nowhere
 * @param agentSocket where an SSH agent listens whose keys tasks may use; empty for none
 * @param maxConnections most connections to one host as one user
 * @param channelsPerConnection most commands at once on one connection
 * @param idle how long an unused connection is kept
 * @param maxOutputChars how much is kept of stdout, and of stderr
 * @param maxFileBytes largest file that is uploaded or downloaded
 * @param maxTimeout longest time of one command
 * @param killGrace how long a command may take to end after SIGTERM before it gets SIGKILL
 */
public record SshSettings(
    String knownHosts,
    String keyDirectory,
    String agentSocket,
    int maxConnections,
    int channelsPerConnection,
    Duration idle,
    int maxOutputChars,
    int maxFileBytes,
    Duration maxTimeout,
    Duration killGrace) {
  static SshSettings read(SettingsReader reader) {
    String p = "espalier.executors.ssh.";
    return new SshSettings(
        reader.text(p + "known-hosts", ""),
        reader.text(p + "key-directory", ""),
        reader.text(p + "agent-socket", ""),
        reader.integer(p + "max-connections", 4, 1, 1_000),
        reader.integer(p + "channels-per-connection", 8, 1, 1_000),
        reader.duration(p + "idle", Duration.ofSeconds(60), Duration.ZERO, Duration.ofHours(1)),
        reader.integer(p + "max-output-chars", 1 << 20, 1_024, 64 << 20),
        reader.integer(p + "max-file-bytes", 4 << 20, 1, 64 << 20),
        reader.duration(
            p + "max-timeout", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(30)),
        reader.duration(
            p + "kill-grace", Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30)));
  }
}
