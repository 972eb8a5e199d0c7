package org.espalier.executor.egress;

import java.net.InetAddress;
import java.util.List;
import org.espalier.settings.EgressSettings;

/** A guard in whose network one more name leads to this machine. */
public final class NamedLoopback {
  private NamedLoopback() {}

  public static EgressGuard guard(String name) {
    return new EgressGuard(
        new EgressSettings(List.of("127.0.0.1")),
        host ->
            host.equals(name)
                ? new InetAddress[] {InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})}
                : InetAddress.getAllByName(host));
  }
}
