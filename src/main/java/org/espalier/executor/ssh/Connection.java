package org.espalier.executor.ssh;

import com.jcraft.jsch.Session;
import org.espalier.executor.Deadlines;

/** An open connection and how many attempts use it. Guarded by the lock of its owner. */
final class Connection {
  private final Session session;
  private final Deadlines deadlines;
  private int users = 1;
  private boolean used;
  private long unusedSinceNanos;

  /** A connection for the attempt that opened it. */
  Connection(Session session, Deadlines deadlines) {
    this.session = session;
    this.deadlines = deadlines;
  }

  Channels channels() {
    return new Channels(session, deadlines);
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

  /** Whether another attempt has had it before, so that it may have died since it was opened. */
  boolean isUsed() {
    return used;
  }

  void take() {
    used = true;
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
