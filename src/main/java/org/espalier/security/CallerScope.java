package org.espalier.security;

import java.util.concurrent.Callable;

/**
 * The caller on whose behalf the current thread works. Work that nobody called for is Espalier's
 * own. A thread that works on for a caller elsewhere must be told.
 */
public final class CallerScope {
  private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

  private CallerScope() {}

  /** Who calls; {@link Caller#SYSTEM} when nobody does. */
  public static Caller current() {
    Caller caller = CURRENT.get();
    return caller == null ? Caller.SYSTEM : caller;
  }

  /** Does work for a caller. */
  public static <T> T call(Caller caller, Callable<T> work) throws Exception {
    Caller outer = CURRENT.get();
    CURRENT.set(caller);
    try {
      return work.call();
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }
}
