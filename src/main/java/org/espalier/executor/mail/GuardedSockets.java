package org.espalier.executor.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of a delivery, one at a time, each for one of the server's addresses; it can be
 * cut off from another thread at any time. Jakarta Mail asks for an unconnected socket, connects
 * it, and puts TLS over it where that is wanted. Thread-safe.
 */
final class GuardedSockets extends SocketFactory {
  /** Why a connection was cut off. */
  enum Cut {
    CANCELLED,
    TIMEOUT
  }

  /** How long one address is tried while there are others. */
  private static final int ONE_OF_SEVERAL_MILLIS = 10_000;

  private final Iterator<InetAddress> addresses;
  private @Nullable Socket socket;
  private @Nullable Cut cut;

  /** Sockets for these addresses, in their order. */
  GuardedSockets(List<InetAddress> addresses) {
    this.addresses = addresses.iterator();
  }

  /** Whether the last one was not connected, and there is another address to try. */
  synchronized boolean hasAnother() {
    return cut == null && (socket == null || !socket.isConnected()) && addresses.hasNext();
  }

  /** For the next address; a socket that does not connect when the delivery was cut off before. */
  @Override
  public synchronized Socket createSocket() throws IOException {
    if (!addresses.hasNext()) {
      throw new IOException("all addresses were tried");
    }
    InetAddress address = addresses.next();
    socket = new GuardedSocket(address, addresses.hasNext() ? ONE_OF_SEVERAL_MILLIS : 0);
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
