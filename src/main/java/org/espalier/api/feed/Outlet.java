package org.espalier.api.feed;

import java.util.List;

/** Where a subscription's events go. Thread-safe; never blocks. */
public interface Outlet {
  /** Queues events behind those queued before. */
  void show(List<EventFrame> events);

  /** How many frames are queued and not yet taken by the client. */
  int backlog();

  /** Ends the stream once what is queued is written. */
  void finish();

  /** Ends the stream at once. */
  void abort();

  /** Whether the stream has ended, or is about to. */
  boolean isEnded();
}
