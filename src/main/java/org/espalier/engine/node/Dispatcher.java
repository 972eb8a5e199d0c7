package org.espalier.engine.node;

import java.util.List;
import org.espalier.engine.message.Assignment;
import org.espalier.executor.CancellationReason;

/** Hands attempts to threads. Implementations are thread-safe; no method blocks. */
public interface Dispatcher {
  /**
   * Starts these attempts, as soon as the limits allow, in the order of priority and then of
   * arrival.
   */
  void dispatch(List<Assignment> attempts);

  /**
   * Asks an attempt to stop. One that has not started is withdrawn and never reported; a running
   * one has its token fired and its thread interrupted, and is reported when it returns or the
   * grace period is over.
   */
  void stop(Assignment attempt, CancellationReason reason);

  /** What there is to do now. */
  AttemptLoad load();
}
