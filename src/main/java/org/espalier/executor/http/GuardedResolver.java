package org.espalier.executor.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.espalier.executor.egress.EgressGuard;

/**
 * Gives the client the addresses it connects to. The client asks for every new connection, also for
 * a host that is written as an address, and connects to nothing else. It says a name in Unicode,
 * which is asked for in ASCII.
 */
record GuardedResolver(EgressGuard guard) implements DnsResolver {
  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    return guard.resolve(IDN.toASCII(host), port).stream()
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  /** Not used: without the port the guard cannot tell. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    throw new UnknownHostException(host + ": resolved without a port");
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
