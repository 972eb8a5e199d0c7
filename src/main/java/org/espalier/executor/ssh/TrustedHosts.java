package org.espalier.executor.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import java.util.List;

/**
 * Decides whether a host is the one it should be: by the keys a task expects, or by the known-hosts
 * file. Nothing is ever added. Used for one connection.
 */
final class TrustedHosts implements HostKeyRepository {
  private final List<HostKeyPin> pins;
  private final HostKeyRepository knownHosts;
  private volatile String presented = "none";

  TrustedHosts(List<HostKeyPin> pins, HostKeyRepository knownHosts) {
    this.pins = pins;
    this.knownHosts = knownHosts;
  }

  /** Fingerprint of the key the host has shown. */
  String presented() {
    return presented;
  }

  @Override
  public int check(String host, byte[] key) {
    String fingerprint = HostKeyPin.fingerprint(key);
    presented = fingerprint;
    if (pins.isEmpty()) {
      return knownHosts.check(host, key);
    }
    return pins.stream().anyMatch(pin -> pin.fingerprint().equals(fingerprint)) ? OK : CHANGED;
  }

  @Override
  public HostKey[] getHostKey() {
    return pins.isEmpty() ? knownHosts.getHostKey() : new HostKey[0];
  }

  @Override
  public HostKey[] getHostKey(String host, String type) {
    return pins.isEmpty() ? knownHosts.getHostKey(host, type) : new HostKey[0];
  }

  @Override
  public String getKnownHostsRepositoryID() {
    return "trusted hosts";
  }

  @Override
  public void add(HostKey key, UserInfo user) {}

  @Override
  public void remove(String host, String type) {}

  @Override
  public void remove(String host, String type, byte[] key) {}
}
