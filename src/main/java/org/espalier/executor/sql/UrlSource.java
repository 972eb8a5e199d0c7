package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.Deadlines;
import org.espalier.settings.SqlDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a JDBC URL, up to a limit. One that was given back is kept for a minute, so that
 * the next task need not open another.
 */
final class UrlSource implements ConnectionSource {
  static final Duration KEPT = Duration.ofMinutes(1);
  private static final long CHECKED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CHECK_SECONDS = 5;
  private static final long WAIT_SECONDS = 30;

  private record Idle(Connection connection, long since) {}

  private final SqlDataSource settings;
  private final Driver driver;
  private final Deadlines deadlines;
  private final Semaphore free;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  UrlSource(SqlDataSource settings, Driver driver, Deadlines deadlines) {
    this.settings = settings;
    this.driver = driver;
    this.deadlines = deadlines;
    this.free = new Semaphore(settings.maxConnections(), true);
  }

  @Override
  public Connection connect() throws SQLException {
    acquire();
    boolean connected = false;
    try {
      Connection connection = kept();
      Connection usable = connection == null ? open() : connection;
      connected = true;
      return usable;
    } finally {
      if (!connected) {
        free.release();
      }
    }
  }

  private void acquire() throws SQLException {
    try {
      if (free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SQLTransientConnectionException(
        "all %d connections are in use".formatted(settings.maxConnections()), "08001");
  }

  private @Nullable Connection kept() throws SQLException {
    while (true) {
      Idle candidate;
      synchronized (idle) {
        candidate = idle.pollFirst();
      }
      if (candidate == null) {
        return null;
      }
      boolean isFresh = System.nanoTime() - candidate.since < CHECKED_AFTER_NANOS;
      if (isFresh || candidate.connection.isValid(CHECK_SECONDS)) {
        return candidate.connection;
      }
      candidate.connection.close();
    }
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    if (!settings.user().isEmpty()) {
      properties.setProperty("user", settings.user());
      properties.setProperty("password", settings.password());
    }
    Connection connection = driver.connect(settings.url(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not take the URL", "08001");
    }
    return connection;
  }

  @Override
  public void giveBack(Connection connection, boolean isClean) throws SQLException {
    free.release();
    synchronized (idle) {
      if (isClean && !closed && !connection.isClosed()) {
        idle.addFirst(new Idle(connection, System.nanoTime()));
        deadlines.after(KEPT, this::closeOld);
        return;
      }
    }
    connection.close();
  }

  /** Runs on the timer's thread; closing does not wait for the database. */
  private void closeOld() {
    closeKeptLongerThan(KEPT.toNanos());
  }

  private void closeKeptLongerThan(long nanos) {
    List<Idle> old = new ArrayList<>();
    synchronized (idle) {
      while (!idle.isEmpty() && System.nanoTime() - idle.peekLast().since >= nanos) {
        old.add(idle.pollLast());
      }
    }
    for (Idle connection : old) {
      try {
        connection.connection.close();
      } catch (SQLException e) {
        System.getLogger(UrlSource.class.getName())
            .log(System.Logger.Level.DEBUG, "a kept connection was broken", e);
      }
    }
  }

  @Override
  public boolean isEmbedded() {
    return settings.url().startsWith("jdbc:h2:");
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
    }
    closeKeptLongerThan(Long.MIN_VALUE);
  }
}
