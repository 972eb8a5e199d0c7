package org.espalier.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a running attempt that it should stop, once. Thread-safe.
 *
 * <p>An executor either asks {@link #isCancelled} between steps, or registers what ends its work
 * with {@link #onCancel} (closing a socket, killing a process), or relies on the interrupt of its
 * thread.
 */
public final class CancellationToken {
  private static final System.Logger LOG = System.getLogger(CancellationToken.class.getName());

  private final AtomicReference<@Nullable CancellationReason> reason = new AtomicReference<>();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean settled;
  private boolean mustNotSettle;

  /**
   * The point of no return: from here on the token does not fire, and what the executor returns is
   * what became of the task. For an executor that is about to commit, and for nothing that takes
   * long.
   *
   * @return false when the attempt is to stop; then it must not go on
   */
  public boolean settle() {
    synchronized (actions) {
      settled = settled || !mustNotSettle && !isCancelled();
      return settled;
    }
  }

  /** Whether the point of no return has been passed. */
  public boolean isSettled() {
    synchronized (actions) {
      return settled;
    }
  }

  /**
   * Keeps the attempt from passing the point of no return, because its task is being cancelled.
   *
   * @return false when it has passed it; then the task is to end as the attempt does
   */
  public boolean keepFromSettling() {
    synchronized (actions) {
      mustNotSettle = !settled;
      return mustNotSettle;
    }
  }

  /** Whether the attempt should stop. */
  public boolean isCancelled() {
    return reason.get() != null;
  }

  /** Why the attempt should stop; empty while it should not. */
  public Optional<CancellationReason> reason() {
    return Optional.ofNullable(reason.get());
  }

  /**
   * Registers what ends the work. Runs at once, on this thread, when the token has already fired;
   * otherwise on the thread that cancels. It must not block.
   *
   * @return closing it takes the registration back
   */
  public Registration onCancel(Runnable action) {
    synchronized (actions) {
      if (!isCancelled()) {
        actions.add(action);
        return () -> remove(action);
      }
    }
    action.run();
    return () -> {};
  }

  /**
   * Fires the token; only the first call has an effect, and none after {@link #settle}.
   *
   * @return whether this was the call that fired it
   */
  public boolean cancel(CancellationReason why) {
    List<Runnable> toRun;
    synchronized (actions) {
      if (settled || !reason.compareAndSet(null, why)) {
        return false;
      }
      toRun = List.copyOf(actions);
      actions.clear();
    }
    toRun.forEach(CancellationToken::runSafely);
    return true;
  }

  private void remove(Runnable action) {
    synchronized (actions) {
      actions.remove(action);
    }
  }

  private static void runSafely(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "an action on cancel failed", e);
    }
  }

  /** An action that will run on cancel, until closed. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
