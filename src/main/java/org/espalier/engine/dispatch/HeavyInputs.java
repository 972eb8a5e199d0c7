package org.espalier.engine.dispatch;

import java.util.HashMap;
import java.util.Map;
import org.espalier.engine.message.Assignment;

/**
 * How much memory the inputs of the attempts that are being made take together, of what there is
 * for them. Inputs of ordinary size do not count. Not thread-safe.
 */
final class HeavyInputs {
  private static final long LIGHT = 64 << 10;

  private final long maxBytes;
  private final Map<Assignment.Key, Long> inFlight = new HashMap<>();
  private long bytes;

  HeavyInputs(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  static boolean isHeavy(RunningAttempt attempt) {
    return attempt.inputBytes() > LIGHT;
  }

  /** Whether there is room for an attempt; for one that needs more than there is, when all is. */
  boolean hasRoomFor(RunningAttempt attempt) {
    return bytes == 0 || bytes + attempt.inputBytes() <= maxBytes;
  }

  void take(RunningAttempt attempt) {
    if (isHeavy(attempt)) {
      inFlight.put(attempt.assignment().key(), attempt.inputBytes());
      bytes += attempt.inputBytes();
    }
  }

  void release(Assignment attempt) {
    Long taken = inFlight.remove(attempt.key());
    bytes -= taken == null ? 0 : taken;
  }
}
