package org.espalier.executor.websocket;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/** Cuts the connection off from another thread, and remembers why. Thread-safe; never blocks. */
final class StopSwitch {
  private static final System.Logger LOG = System.getLogger(StopSwitch.class.getName());

  enum Reason {
    CANCELLED,
    CONNECT_TIMEOUT,
    TIMEOUT
  }

  private Optional<Reason> reason = Optional.empty();
  private Optional<Socket> current = Optional.empty();

  /**
   * From now on this plain socket is the one to close; at once, if the switch was thrown before. A
   * TLS socket would want to say goodbye first, and may wait for a peer that does not read.
   */
  void watch(Socket socket) {
    synchronized (this) {
      current = Optional.of(socket);
      if (reason.isEmpty()) {
        return;
      }
    }
    close(socket);
  }

  /** Throws the switch; only the first reason counts. */
  void fire(Reason why) {
    Optional<Socket> running;
    synchronized (this) {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
      }
      running = current;
    }
    running.ifPresent(StopSwitch::close);
  }

  synchronized Optional<Reason> reason() {
    return reason;
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }
}
