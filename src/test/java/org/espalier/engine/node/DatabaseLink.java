package org.espalier.engine.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * One node's way to the database. The SQL is the engine's own and runs on a real database; what is
 * simulated is around it: the database's clock, the moments between transactions at which others
 * may act, and connections that break.
 */
final class DatabaseLink {
  /** What becomes of a commit. */
  enum Fate {
    DONE,
    /** The connection breaks before the commit. */
    FAILED,
    /** The connection breaks between the commit and its answer. */
    ANSWER_LOST
  }

  /** What a link meets on its way. */
  interface Weather {
    /** Others may act now; nothing is open here. */
    void betweenTransactions();

    /** Whether the database can be reached. */
    boolean isReachable();

    Fate fateOfCommit();

    void committed();
  }

  private final DataSource real;
  private final Weather weather;
  private final List<Link> open = new ArrayList<>();

  DatabaseLink(DataSource real, Weather weather) {
    this.real = real;
    this.weather = weather;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          if (!method.getName().equals("getConnection")) {
            throw new UnsupportedOperationException(method.getName());
          }
          weather.betweenTransactions();
          requireReachable();
          Link link = new Link(real.getConnection());
          open.add(link);
          return proxy(Connection.class, link);
        });
  }

  /** Closes what the node had open; what was not committed is gone. */
  void cut() {
    List.copyOf(open).forEach(Link::discard);
  }

  private void requireReachable() throws SQLException {
    if (!weather.isReachable()) {
      throw broken();
    }
  }

  private static SQLException broken() {
    return new SQLException("the connection is broken", "08006");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** A connection of the node. */
  private final class Link implements InvocationHandler {
    private final Connection connection;
    private boolean isBroken;
    private boolean isInTransaction;

    Link(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      switch (method.getName()) {
        case "close" -> discard();
        case "rollback" -> rollback();
        case "commit" -> commit();
        case "setAutoCommit" -> setAutoCommit((Boolean) arguments[0]);
        case "prepareStatement" -> {
          if (!isInTransaction) {
            weather.betweenTransactions();
          }
          requireUsable();
          String sql = (String) arguments[0];
          return connection.prepareStatement(sql.replace("current_timestamp", "virtual_now()"));
        }
        case "isValid" -> {
          return !isBroken && weather.isReachable();
        }
        default -> {
          return call(connection, method, arguments);
        }
      }
      return null;
    }

    private void requireUsable() throws SQLException {
      if (isBroken || !weather.isReachable()) {
        isBroken = true;
        throw broken();
      }
    }

    private void setAutoCommit(boolean on) throws SQLException {
      if (!on) {
        weather.betweenTransactions();
        requireUsable();
        connection.setAutoCommit(false);
      } else if (!isBroken) {
        connection.setAutoCommit(true);
      }
      isInTransaction = !on;
    }

    private void commit() throws SQLException {
      requireUsable();
      Fate fate = weather.fateOfCommit();
      if (fate == Fate.FAILED) {
        isBroken = true;
        connection.rollback();
        throw broken();
      }
      connection.commit();
      weather.committed();
      if (fate == Fate.ANSWER_LOST) {
        isBroken = true;
        throw broken();
      }
      weather.betweenTransactions();
    }

    private void rollback() throws SQLException {
      if (open.contains(this)) {
        connection.rollback();
      }
    }

    void discard() {
      if (!open.remove(this)) {
        return;
      }
      isBroken = true;
      try (connection) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
