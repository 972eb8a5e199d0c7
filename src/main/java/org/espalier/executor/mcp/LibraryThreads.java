package org.espalier.executor.mcp;

import reactor.core.scheduler.Schedulers;

/** The threads of Reactor, which it shares between all sessions and never ends by itself. */
final class LibraryThreads {
  private LibraryThreads() {}

  /** Ends them, as the application goes; they would hold its classes for ever. */
  static void end() {
    Schedulers.shutdownNow();
  }
}
