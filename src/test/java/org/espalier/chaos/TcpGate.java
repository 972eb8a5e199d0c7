package org.espalier.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a server and its database: while it is shut no connection lives through it. */
final class TcpGate implements AutoCloseable {
  private final ServerSocket entry;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isShut;

  /** A gate to a port of loopback, open. */
  TcpGate(int target) {
    this.target = target;
    try {
      this.entry = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return entry.getLocalPort();
  }

  /** Breaks every connection, and each that comes from now on. */
  void shut() {
    isShut = true;
    sockets.forEach(TcpGate::close);
  }

  void open() {
    isShut = false;
  }

  private void accept() {
    while (!entry.isClosed()) {
      try {
        Socket in = entry.accept();
        sockets.add(in);
        Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(out);
        if (isShut) {
          end(in, out);
        } else {
          daemon(() -> pump(in, out));
          daemon(() -> pump(out, in));
        }
      } catch (IOException e) {
        // The gate is closed, or this connection ended before it began.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One side is gone; the other follows.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    close(one);
    close(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    shut();
    try {
      entry.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
