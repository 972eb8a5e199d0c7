package org.espalier.executor.ssh;

import com.jcraft.jsch.Session;

/** An open connection and how many attempts use it. Guarded by the lock of its owner. */
final class Connection {
  private final Session session;
  private int users = 1;
  private long unusedSinceNanos;

  /** A connection for the attempt that opened it. */
  Connection(Session session) {
    this.session = session;
  }

  Session session() {
    return session;
  }

  boolean isOpen() {
    return session.isConnected();
  }

  boolean hasRoom(int maxUsers) {
    return isOpen() && users < maxUsers;
  }

  void take() {
    users++;
  }

  void giveBack() {
    users--;
    unusedSinceNanos = System.nanoTime();
  }

  boolean isUnused() {
    return users == 0;
  }

  boolean isUnusedFor(long nanos) {
    return isUnused() && System.nanoTime() - unusedSinceNanos >= nanos;
  }
}
