package org.espalier.executor.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.espalier.executor.egress.EgressGuard;

/**
 * Makes the one socket of a delivery, which can be closed from another thread. Jakarta Mail asks
 * for an unconnected socket, connects it, and puts TLS over it where that is wanted.
 */
final class GuardedSockets extends SocketFactory {
  private final EgressGuard guard;
  private final Runnable onMade;
  private volatile Socket current = new Socket();

  GuardedSockets(EgressGuard guard, Runnable onMade) {
    this.guard = guard;
    this.onMade = onMade;
  }

  @Override
  public Socket createSocket() {
    Socket socket = new GuardedSocket(guard);
    current = socket;
    onMade.run();
    return socket;
  }

  /** Cuts the connection off. */
  void cutOff() {
    try {
      current.close();
    } catch (IOException e) {
      System.getLogger(GuardedSockets.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection was closed already", e);
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("sockets are made unconnected");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("sockets are made unconnected");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new IOException("sockets are made unconnected");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("sockets are made unconnected");
  }
}
