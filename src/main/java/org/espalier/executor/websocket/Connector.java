package org.espalier.executor.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.TlsSockets;

/**
 * Connects to the first address of the guard's that answers, and opens TLS where it is asked for.
 */
final class Connector {
  private static final System.Logger LOG = System.getLogger(Connector.class.getName());

  private final EgressGuard guard;
  private final WebSocketRequest request;
  private final StopSwitch stop;

  Connector(EgressGuard guard, WebSocketRequest request, StopSwitch stop) {
    this.guard = guard;
    this.request = request;
    this.stop = stop;
  }

  /** A socket that is ready for the handshake; closing it is the caller's. */
  Socket connect() throws IOException {
    List<InetAddress> addresses = guard.resolve(request.url().hostName(), request.url().port());
    Duration each = request.limits().connectTimeout().dividedBy(addresses.size());
    IOException last = new IOException("no address");
    for (InetAddress address : addresses) {
      Socket socket = new Socket();
      try {
        return open(socket, address, (int) Math.max(1, each.toMillis()));
      } catch (IOException e) {
        close(socket);
        last = e;
        if (stop.reason().isPresent()) {
          break;
        }
      }
    }
    throw last;
  }

  /**
   * Closes the plain socket: one of TLS would want to say goodbye first, and may wait for a peer
   * that does not read.
   */
  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }

  private Socket open(Socket socket, InetAddress address, int timeoutMillis) throws IOException {
    stop.watch(() -> close(socket));
    socket.connect(new InetSocketAddress(address, request.url().port()), timeoutMillis);
    socket.setTcpNoDelay(true);
    return request.url().isSecure()
        ? TlsSockets.over(socket, request.url(), request.verify(), request.tls())
        : socket;
  }
}
