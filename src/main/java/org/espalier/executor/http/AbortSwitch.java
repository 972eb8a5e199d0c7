package org.espalier.executor.http;

import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Ends the request that is on its way, from another thread, and remembers why. Thread-safe. */
final class AbortSwitch {
  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  private Optional<Reason> reason = Optional.empty();
  private Optional<HttpUriRequestBase> current = Optional.empty();

  /** From now on this request is the one to end; at once, if the switch was thrown before. */
  void watch(HttpUriRequestBase request) {
    synchronized (this) {
      current = Optional.of(request);
      if (reason.isEmpty()) {
        return;
      }
    }
    request.cancel();
  }

  /** Throws the switch; only the first reason counts. */
  void fire(Reason why) {
    Optional<HttpUriRequestBase> running;
    synchronized (this) {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
      }
      running = current;
    }
    running.ifPresent(HttpUriRequestBase::cancel);
  }

  synchronized Optional<Reason> reason() {
    return reason;
  }
}
