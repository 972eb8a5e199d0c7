package org.espalier.security;

import org.jspecify.annotations.Nullable;

/**
 * The caller on whose behalf the current thread works. Work that nobody called for is Espalier's
 * own. A thread that works on for a caller elsewhere must be told.
 */
public final class CallerScope implements AutoCloseable {
  private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

  private final @Nullable Caller outer;

  private CallerScope(@Nullable Caller outer) {
    this.outer = outer;
  }

  /** Who calls; {@link Caller#SYSTEM} when nobody does. */
  public static Caller current() {
    Caller caller = CURRENT.get();
    return caller == null ? Caller.SYSTEM : caller;
  }

  /** Begins to work for a caller, until it is closed on the same thread. */
  public static CallerScope enter(Caller caller) {
    CallerScope scope = new CallerScope(CURRENT.get());
    CURRENT.set(caller);
    return scope;
  }

  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
