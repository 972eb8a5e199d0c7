package org.espalier.executor.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.espalier.executor.egress.EgressGuard;

/** Connects to the addresses the egress guard gives for a host, and to nothing else. */
final class GuardedSocket extends Socket {
  private final EgressGuard guard;

  GuardedSocket(EgressGuard guard) {
    this.guard = guard;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /** To the first address; a client that is told of several tries them itself. */
  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    InetSocketAddress wanted = (InetSocketAddress) endpoint;
    InetAddress allowed = guard.resolve(wanted.getHostString(), wanted.getPort()).get(0);
    super.connect(new InetSocketAddress(allowed, wanted.getPort()), timeoutMillis);
  }
}
