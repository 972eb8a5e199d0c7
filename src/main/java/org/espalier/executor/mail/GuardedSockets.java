package org.espalier.executor.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import org.espalier.executor.egress.EgressGuard;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one socket of a delivery, which can be cut off from another thread at any time. Jakarta
 * Mail asks for an unconnected socket, connects it, and puts TLS over it where that is wanted.
 * Thread-safe.
 */
final class GuardedSockets extends SocketFactory {
  /** Why a connection was cut off. */
  enum Cut {
    CANCELLED,
    TIMEOUT
  }

  private final EgressGuard guard;
  private @Nullable Socket socket;
  private @Nullable Cut cut;

  GuardedSockets(EgressGuard guard) {
    this.guard = guard;
  }

  /** The socket; one that does not connect when the delivery was cut off before. */
  @Override
  public synchronized Socket createSocket() {
    socket = new GuardedSocket(guard);
    if (cut != null) {
      close();
    }
    return socket;
  }

  /** Ends the delivery; only the first reason counts. */
  synchronized void cutOff(Cut why) {
    if (cut == null) {
      cut = why;
    }
    close();
  }

  synchronized Optional<Cut> cut() {
    return Optional.ofNullable(cut);
  }

  /** The delivery is over. */
  synchronized void close() {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
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
