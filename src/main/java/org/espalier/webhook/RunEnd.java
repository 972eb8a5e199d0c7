package org.espalier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.TreeRun;
import org.espalier.event.EventLog;

/** Waits for the end of runs, and for what else their events announce. Thread-safe. */
@ApplicationScoped
public class RunEnd {
  /** A run on another node is not announced here. */
  private static final long POLL_MILLIS = 200;

  private EventLog events;
  private RunRepository runs;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected RunEnd() {}

  @Inject
  public RunEnd(EventLog events, RunRepository runs) {
    this.events = events;
    this.runs = runs;
  }

  /**
   * The run when it is over; empty when that takes longer, or when it was deleted.
   *
   * @param patience how long to wait at most
   */
  public Optional<TreeRun> await(UUID runId, Duration patience) throws InterruptedException {
    Optional<Optional<TreeRun>> seen =
        awaitAnswer(
            () ->
                Optional.of(runs.find(runId))
                    .filter(run -> run.isEmpty() || run.get().status().isTerminal()),
            patience);
    return seen.orElse(Optional.empty());
  }

  /**
   * What a look at the database answers first; empty when it answers nothing in time. Looks when
   * this node has appended events, and now and then for what other nodes do.
   *
   * @param patience how long to wait at most
   */
  public <T> Optional<T> awaitAnswer(Supplier<Optional<T>> look, Duration patience)
      throws InterruptedException {
    Semaphore appended = new Semaphore(0);
    Runnable listener = appended::release;
    long end = System.nanoTime() + patience.toNanos();
    events.onAppend(listener);
    try {
      while (true) {
        Optional<T> answer = look.get();
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (answer.isPresent() || left <= 0) {
          return answer;
        }
        if (appended.tryAcquire(Math.min(left, POLL_MILLIS), TimeUnit.MILLISECONDS)) {
          appended.drainPermits();
        }
      }
    } finally {
      events.removeListener(listener);
    }
  }
}
