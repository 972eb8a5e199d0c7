package org.espalier.executor.mcp;

import java.util.Optional;

/** What lies below a failure. */
final class Causes {
  private static final int MOST = 20;

  private Causes() {}

  /** The first of that type among a failure and its causes. */
  static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < MOST; depth++) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
