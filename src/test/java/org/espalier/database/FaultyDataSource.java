package org.espalier.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * A real database that fails now and then: a share of all statements, commits and connects ends in
 * a failure of PostgreSQL's, before or after it took effect. Faithful to the database in what a
 * failure leaves behind: a broken connection stays broken and rolls back, the victim of a deadlock
 * must be rolled back. The choices follow from a seed. Thread-safe.
 */
public final class FaultyDataSource {
  private static final Set<String> STATEMENTS =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch");

  /** What may go wrong. */
  public enum Fault {
    SERIALIZATION("40001"),
    DEADLOCK("40P01"),
    CANCELED("57014"),
    LOCK_TIMEOUT("55P03"),
    BROKEN_BEFORE("08006"),
    BROKEN_AFTER("08006");

    final String state;

    Fault(String state) {
      this.state = state;
    }

    boolean isBreak() {
      return this == BROKEN_BEFORE || this == BROKEN_AFTER;
    }
  }

  private final Random random;
  private final double share;
  private final Map<Fault, Integer> made = new EnumMap<>(Fault.class);
  private boolean isOn;
  private int calls;

  /**
   * Faults that are switched off yet.
   *
   * @param share of all calls that fail
   */
  public FaultyDataSource(long seed, double share) {
    this.random = new Random(seed);
    this.share = share;
  }

  /** From now on calls fail, or do not. */
  public synchronized void on(boolean on) {
    isOn = on;
  }

  /** How often each fault happened. */
  public synchronized Map<Fault, Integer> made() {
    return Map.copyOf(made);
  }

  /** How many calls could have failed. */
  public synchronized int calls() {
    return calls;
  }

  private synchronized Fault next() {
    if (!isOn) {
      return null;
    }
    calls++;
    if (random.nextDouble() >= share) {
      return null;
    }
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    made.merge(fault, 1, Integer::sum);
    return fault;
  }

  /** The same database with faults. */
  public UnaryOperator<DataSource> wrapping() {
    return real ->
        proxy(
            DataSource.class,
            (self, method, arguments) ->
                method.getName().equals("getConnection")
                    ? connect(real)
                    : call(real, method, arguments));
  }

  private Connection connect(DataSource real) throws SQLException {
    Fault fault = next();
    if (fault != null && fault.isBreak()) {
      throw new SQLException("injected: no connection", "08001");
    }
    return proxy(Connection.class, new FaultyConnection(real.getConnection()));
  }

  private final class FaultyConnection implements InvocationHandler {
    private final Connection real;
    private boolean isBroken;
    private boolean isAborted;

    FaultyConnection(Connection real) {
      this.real = real;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
      String name = method.getName();
      if (name.equals("close")) {
        return isBroken ? null : call(real, method, arguments);
      }
      if (name.equals("isValid") && isBroken) {
        return false;
      }
      requireUsable(name);
      if (name.equals("rollback")) {
        isAborted = false;
      }
      if (name.equals("commit")) {
        return faulty(real, method, arguments);
      }
      Object made = call(real, method, arguments);
      if (made instanceof PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement(statement));
      }
      return made instanceof Statement statement
          ? proxy(Statement.class, statement(statement))
          : made;
    }

    private InvocationHandler statement(Statement statement) {
      return (self, method, arguments) -> {
        if (!STATEMENTS.contains(method.getName())) {
          return isBroken && method.getName().equals("close")
              ? null
              : call(statement, method, arguments);
        }
        requireUsable(method.getName());
        return faulty(statement, method, arguments);
      };
    }

    private void requireUsable(String name) throws SQLException {
      if (isBroken) {
        throw new SQLException("injected: the connection is broken", "08003");
      }
      if (isAborted && (name.startsWith("execute") || name.equals("commit"))) {
        throw new SQLException("injected: the transaction is aborted", "25P02");
      }
    }

    private Object faulty(Object target, Method method, Object[] arguments) throws Throwable {
      Fault fault = next();
      if (fault == null) {
        return call(target, method, arguments);
      }
      if (fault == Fault.BROKEN_AFTER) {
        call(target, method, arguments);
      }
      if (fault.isBreak()) {
        breakOff();
      } else {
        isAborted = !real.getAutoCommit();
      }
      throw new SQLException("injected: " + fault, fault.state);
    }

    /** What is not committed is rolled back, as the server does when its client is gone. */
    private void breakOff() throws SQLException {
      isBroken = true;
      if (!real.getAutoCommit()) {
        real.rollback();
        real.setAutoCommit(true);
      }
      real.close();
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
