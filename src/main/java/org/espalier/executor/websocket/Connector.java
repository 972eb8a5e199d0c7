package org.espalier.executor.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.TlsSockets;

/**
 * Connects to the first address of the guard's that answers, and opens TLS where it is asked for.
 */
final class Connector {
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
        StopSwitch.close(socket);
        last = e;
        if (stop.reason().isPresent()) {
          break;
        }
      }
    }
    throw last;
  }

  private Socket open(Socket socket, InetAddress address, int timeoutMillis) throws IOException {
    stop.watch(socket);
    socket.connect(new InetSocketAddress(address, request.url().port()), timeoutMillis);
    socket.setTcpNoDelay(true);
    return request.url().isSecure()
        ? TlsSockets.over(socket, request.url(), request.verify())
        : socket;
  }
}
