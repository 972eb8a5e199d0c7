package org.espalier.executor.ssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * Where to, as whom, and which host key is expected.
 *
 * @param host a name or an address
 * @param pins keys the host may have; empty: the known-hosts file decides
 * @param connectTimeout how long connecting and logging in may take, each
 */
record SshTarget(
    String host,
    int port,
    String username,
    Credentials credentials,
    List<HostKeyPin> pins,
    Duration connectTimeout) {
  SshTarget {
    pins = List.copyOf(pins);
  }

  /** Equal for targets that may share a connection; tells nothing of the secrets in it. */
  String identity() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, host.getBytes(StandardCharsets.UTF_8));
      add(digest, new byte[] {(byte) (port >> 8), (byte) port});
      add(digest, username.getBytes(StandardCharsets.UTF_8));
      add(digest, credentials.password.orElse("").getBytes(StandardCharsets.UTF_8));
      add(digest, credentials.key.orElse(new byte[0]));
      add(digest, credentials.passphrase.orElse("").getBytes(StandardCharsets.UTF_8));
      add(digest, new byte[] {(byte) (credentials.agent ? 1 : 0)});
      add(digest, pins.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** With its length, so that two fields never run into each other. */
  private static void add(MessageDigest digest, byte[] field) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (field.length >> shift));
    }
    digest.update(field);
  }

  @Override
  public String toString() {
    return "%s@%s:%d".formatted(username, host, port);
  }
}
