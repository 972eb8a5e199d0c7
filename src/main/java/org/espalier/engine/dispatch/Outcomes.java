package org.espalier.engine.dispatch;

import org.espalier.engine.message.Assignment;
import org.espalier.executor.ExecutionOutcome.Failed;

/** Outcomes that the engine decides, not an executor. */
final class Outcomes {
  private Outcomes() {}

  static Failed timeout(Assignment attempt) {
    return Failed.retryable(
        "timeout", "The attempt took longer than its timeout of %s s.".formatted(seconds(attempt)));
  }

  /** Its thread still runs, so a retry would be a second attempt at the same time. */
  static Failed stuck(Assignment attempt) {
    return Failed.permanent(
        "stuck",
        "The attempt took longer than its timeout of %s s and does not stop; it is not tried again while it may still run."
            .formatted(seconds(attempt)));
  }

  /** It never began, because an earlier attempt of its task does not end. */
  static Failed blocked(Assignment attempt) {
    return Failed.permanent(
        "stuck",
        "The attempt waited %s s for an earlier attempt of this task that still runs on this node and does not stop; restart the node to be rid of it."
            .formatted(seconds(attempt)));
  }

  /** With the values of its dependencies. */
  static Failed inputsTooLarge(long chars, int max) {
    return Failed.permanent(
        "inputs_too_large",
        "The inputs, with the results of dependencies and each value that is referred to, have about %d characters; at most %d are given to an attempt (espalier.engine.max-inputs-chars)."
            .formatted(chars, max));
  }

  private static String seconds(Assignment attempt) {
    return java.math.BigDecimal.valueOf(attempt.timeout().toMillis(), 3)
        .stripTrailingZeros()
        .toPlainString();
  }
}
