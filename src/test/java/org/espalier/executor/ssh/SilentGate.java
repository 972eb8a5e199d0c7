package org.espalier.executor.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a client and a server, as a firewall that forgets a connection does: nothing comes
 * through any more, and neither side is told.
 */
final class SilentGate implements AutoCloseable {
  private final ServerSocket entry;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<AtomicBoolean> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean forgetsAll;

  SilentGate(int target) throws IOException {
    this.target = target;
    entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return entry.getLocalPort();
  }

  /** Lets nothing through on the connections there are. */
  void forget() {
    connections.forEach(connection -> connection.set(true));
  }

  /** Lets nothing through any more. */
  void forgetAll() {
    forgetsAll = true;
  }

  /** How many connections have come. */
  int seen() {
    return connections.size();
  }

  private void accept() {
    while (!entry.isClosed()) {
      try {
        Socket in = entry.accept();
        Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
        AtomicBoolean forgotten = new AtomicBoolean();
        sockets.add(in);
        sockets.add(out);
        connections.add(forgotten);
        daemon(() -> pump(in, out, forgotten));
        daemon(() -> pump(out, in, forgotten));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, AtomicBoolean forgotten) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!forgotten.get() && !forgetsAll) {
          out.write(buffer, 0, n);
        }
      }
      if (!forgotten.get() && !forgetsAll) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // One side is gone.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "silent-gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    entry.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
