package org.espalier.executor.ssh;

import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressGuard;

/** Connects to the addresses the guard lets through, and lets a stop close what was opened. */
final class GuardedSockets implements SocketFactory {
  private final EgressGuard guard;
  private final Duration connectTimeout;
  private final StopSwitch stop;
  private StopSwitch.Watch watch = () -> {};

  GuardedSockets(EgressGuard guard, Duration connectTimeout, StopSwitch stop) {
    this.guard = guard;
    this.connectTimeout = connectTimeout;
    this.stop = stop;
  }

  /** The connection is open, and others may use it: no attempt's end is its end any more. */
  void release() {
    watch.close();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : guard.resolve(host, port)) {
      try {
        return open(new InetSocketAddress(address, port));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    watch.close();
    watch = stop.watch(() -> close(socket));
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.max(1, (int) connectTimeout.toMillis()));
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(GuardedSockets.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }

  @Override
  public InputStream getInputStream(Socket socket) throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream getOutputStream(Socket socket) throws IOException {
    return socket.getOutputStream();
  }
}
