package org.espalier.executor.ejb;

import org.espalier.executor.CancellationToken;

/**
 * Interrupts the thread that made it when the attempt is cancelled, until it is closed; then no
 * interrupt of its own is left on the thread.
 */
final class Interruption implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private CancellationToken.Registration registration = () -> {};
  private boolean open = true;
  private boolean interrupted;

  private Interruption() {}

  static Interruption onCancel(CancellationToken token) {
    Interruption interruption = new Interruption();
    interruption.registration = token.onCancel(interruption::interrupt);
    return interruption;
  }

  private synchronized void interrupt() {
    if (open) {
      interrupted = true;
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    registration.close();
    synchronized (this) {
      open = false;
      if (interrupted) {
        Thread.interrupted();
      }
    }
  }
}
