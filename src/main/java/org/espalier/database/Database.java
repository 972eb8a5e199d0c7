package org.espalier.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Plain JDBC on the server's default datasource, in transactions of its own, for the paths where
 * each row counts. Thread-safe.
 *
 * <p>These are local transactions of one connection, not JTA ones: they must not be used inside a
 * JTA transaction, and what they do is committed when the method returns.
 */
@ApplicationScoped
public class Database {
  /**
   * On H2 transactions that append events are serialized, so that events become visible in the
   * order of their ids. On PostgreSQL the reader takes care of that (see {@code EventLog}); the
   * embedded database has one process, so a lock does.
   */
  private final ReentrantLock eventOrder = new ReentrantLock();

  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource dataSource;

  private volatile @Nullable Dialect dialect;

  /** For CDI only. */
  protected Database() {}

  public Database(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Work inside a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Work inside a transaction that has no result. */
  @FunctionalInterface
  public interface Deed {
    void in(Connection connection) throws SQLException;

    private Work<Boolean> asWork() {
      return connection -> {
        in(connection);
        return true;
      };
    }
  }

  /**
   * Runs work in a transaction and commits it; any exception rolls it back.
   *
   * @throws DatabaseUnavailableException when there is no usable connection
   * @throws SQLException as the work or the commit throws it
   */
  public <T> T transaction(Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      return run(connection, work);
    }
  }

  /** The same as {@link #transaction}, for work without a result. */
  public void inTransaction(Deed deed) throws SQLException {
    transaction(deed.asWork());
  }

  /** The same as {@link #transaction}, for work that appends events. */
  public <T> T eventTransaction(Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      return eventTransaction(connection, work);
    }
  }

  /** The same as {@link #eventTransaction}, for work without a result. */
  public void inEventTransaction(Deed deed) throws SQLException {
    eventTransaction(deed.asWork());
  }

  /** The same on a connection of the caller's, who keeps it open. */
  public <T> T eventTransaction(Connection connection, Work<T> work) throws SQLException {
    if (dialect() == Dialect.POSTGRESQL) {
      return run(connection, work);
    }
    eventOrder.lock();
    try {
      return run(connection, work);
    } finally {
      eventOrder.unlock();
    }
  }

  /**
   * A connection for work in the database; the caller closes it. A thread that must never wait for
   * the pool keeps one.
   *
   * @throws DatabaseUnavailableException when there is none
   */
  public Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /** Which database this is; asked once. */
  public Dialect dialect() {
    Dialect known = dialect;
    if (known == null) {
      try (Connection connection = connect()) {
        known = Dialect.of(connection);
      } catch (SQLException e) {
        throw new DatabaseUnavailableException(e);
      }
      dialect = known;
    }
    return known;
  }

  /** Whether the database belongs to this process, so that there can be no other node. */
  public boolean isEmbedded() {
    return dialect() == Dialect.H2;
  }

  DataSource dataSource() {
    return dataSource;
  }

  private static <T> T run(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.in(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
      connection.setAutoCommit(true);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.DEBUG, "rollback failed; the connection is broken", e);
    }
  }
}
