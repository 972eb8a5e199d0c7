package org.espalier.executor.docker;

import java.net.InetAddress;
import org.apache.hc.client5.http.DnsResolver;

/** Stands in for name resolution where the engine listens on a Unix socket. */
final class NoResolver implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) {
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
