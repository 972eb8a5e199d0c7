package org.espalier.executor.espalier;

import java.util.Optional;
import org.espalier.executor.http.GuardedHttpClient;

/** Ends an attempt from another thread: what is under way is cut off. Thread-safe; never blocks. */
final class Stop {
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  private final GuardedHttpClient client;
  private volatile Optional<Reason> reason = Optional.empty();

  Stop(GuardedHttpClient client) {
    this.client = client;
  }

  /** Only the first reason counts. */
  void fire(Reason why) {
    synchronized (this) {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
      }
    }
    client.abort();
  }

  Optional<Reason> reason() {
    return reason;
  }
}
