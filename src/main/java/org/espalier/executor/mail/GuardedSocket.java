package org.espalier.executor.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** Connects to one address that the egress guard gave, whatever it is told, and to nothing else. */
final class GuardedSocket extends Socket {
  private final InetAddress address;
  private final int longestMillis;

  /**
   * A socket that is not connected yet.
   *
   * @param longestMillis to wait for the connection; 0 for as long as it is told
   */
  GuardedSocket(InetAddress address, int longestMillis) {
    this.address = address;
    this.longestMillis = longestMillis;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    int port = ((InetSocketAddress) endpoint).getPort();
    boolean isCut = longestMillis > 0 && (timeoutMillis == 0 || timeoutMillis > longestMillis);
    super.connect(new InetSocketAddress(address, port), isCut ? longestMillis : timeoutMillis);
  }
}
