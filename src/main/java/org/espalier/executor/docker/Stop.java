package org.espalier.executor.docker;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Ends the requests of an attempt that are on their way, and remembers why. Thread-safe. */
final class Stop {
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  private Optional<Reason> reason = Optional.empty();
  private final Set<HttpUriRequestBase> running = new HashSet<>();

  /** From now on this request is to be ended too; at once, if it is too late for it. */
  void watch(HttpUriRequestBase request) {
    synchronized (this) {
      running.add(request);
      if (reason.isEmpty()) {
        return;
      }
    }
    request.cancel();
  }

  synchronized void forget(HttpUriRequestBase request) {
    running.remove(request);
  }

  /** Ends what is running; only the first reason counts. */
  void fire(Reason why) {
    Set<HttpUriRequestBase> toEnd;
    synchronized (this) {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
      }
      toEnd = Set.copyOf(running);
    }
    toEnd.forEach(HttpUriRequestBase::cancel);
  }

  synchronized Optional<Reason> reason() {
    return reason;
  }
}
