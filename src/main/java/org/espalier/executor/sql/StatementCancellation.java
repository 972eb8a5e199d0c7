package org.espalier.executor.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Deadlines;
import org.espalier.executor.StopSwitch;
import org.jspecify.annotations.Nullable;

/**
 * Ends the statement that runs in the database, from another thread, when the attempt is cancelled
 * or its time is over. It asks again until the statement has ended, because a request that comes
 * between two statements ends neither; a database that does not listen loses its connection.
 *
 * <p>Made for one connection; closed before it is given back, and nothing is cancelled after that.
 * Thread-safe.
 */
final class StatementCancellation implements AutoCloseable {
  private static final long REPEAT_MILLIS = 250;
  private static final int TIMES_BEFORE_ABORT = 20;

  private final Connection connection;
  private final StopSwitch stop = new StopSwitch();
  private final CancellationToken.Registration registration;
  private final Future<?> deadline;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Statement current;
  private @Nullable Thread canceller;

  StatementCancellation(
      Connection connection, CancellationToken token, Deadlines deadlines, Duration timeout) {
    this.connection = connection;
    stop.watch(this::begin);
    this.registration = token.onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    this.deadline = deadlines.after(timeout, () -> stop.fire(StopSwitch.Reason.TIMEOUT));
  }

  /** From now on this is the statement to end. */
  void watch(Statement statement) throws StoppedException {
    current = statement;
    check();
  }

  /** Between two steps: goes no further when the attempt is to end. */
  void check() throws StoppedException {
    if (stop.isFired()) {
      throw new StoppedException();
    }
  }

  Optional<StopSwitch.Reason> reason() {
    return stop.reason();
  }

  private synchronized void begin() {
    if (closed.getCount() > 0) {
      canceller = new Thread(this::cancelUntilClosed, "espalier-sql-cancel");
      canceller.setDaemon(true);
      canceller.start();
    }
  }

  private void cancelUntilClosed() {
    for (int times = 0; !isClosedWithin(times == 0 ? 0 : REPEAT_MILLIS); times++) {
      try {
        if (times < TIMES_BEFORE_ABORT) {
          cancel();
        } else {
          connection.abort(Runnable::run);
        }
      } catch (SQLException | RuntimeException e) {
        // One that has just ended cannot be cancelled; the next can.
        System.getLogger(StatementCancellation.class.getName())
            .log(System.Logger.Level.DEBUG, "a statement could not be cancelled", e);
      }
    }
  }

  private boolean isClosedWithin(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void cancel() throws SQLException {
    Statement statement = current;
    if (statement != null) {
      statement.cancel();
      cancelFetch();
    }
  }

  /**
   * PostgreSQL's driver takes a cancel of a statement only before its first row. Its connection has
   * a method for any time (PGConnection.cancelQuery), which other drivers have not.
   */
  private void cancelFetch() throws SQLException {
    Connection physical = connection.unwrap(Connection.class);
    try {
      Method cancel = physical.getClass().getMethod("cancelQuery");
      cancel.invoke(physical);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      System.getLogger(StatementCancellation.class.getName())
          .log(System.Logger.Level.TRACE, "the driver cancels statements only", e);
    }
  }

  /** Returns when no cancel is on its way any more. */
  @Override
  public void close() {
    registration.close();
    deadline.cancel(false);
    Thread running;
    synchronized (this) {
      closed.countDown();
      running = canceller;
    }
    if (running != null) {
      join(running);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
