package org.espalier.hook;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A hook and what became of its calls on this node. Thread-safe. */
public final class CalledHook<H> {
  private final H hook;
  private final String name;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable LastFailure lastFailure;

  CalledHook(H hook, Class<?> type) {
    this.hook = hook;
    this.name = type.getName();
  }

  /** The latest failure: when, and what was thrown. */
  public record LastFailure(Instant at, String error) {}

  H hook() {
    return hook;
  }

  /** The kinds of executor it is called for; empty for all. */
  public Set<String> executors() {
    return hook instanceof TaskHook ofTasks ? ofTasks.executors() : Set.of();
  }

  /** The name of its class; of a bean, that of the class and not of its proxy. */
  public String name() {
    return name;
  }

  /** How often it was called. */
  public long calls() {
    return calls.get();
  }

  /** How often it threw something. */
  public long failures() {
    return failures.get();
  }

  public Optional<LastFailure> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  void noteCall() {
    calls.incrementAndGet();
  }

  void noteFailure(String error, Clock clock) {
    failures.incrementAndGet();
    lastFailure = new LastFailure(clock.instant(), error);
  }
}
