package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.Statements;
import org.espalier.settings.NodeSettings;
import org.espalier.settings.SteadyClock;

/**
 * This node's sign of life: one row, renewed on the database's clock. While it is held nobody else
 * claims the node's runs; once it is overdue they may, and then the node must take itself for dead:
 * it gives up its runs and begins anew under another id.
 *
 * <p>{@link #isHeld} is answered from the monotonic clock alone, counted from before the last
 * renewal was sent, so it turns false before the database's own deadline passes, also for a process
 * that was stopped and continued. Keeps one connection of its own, so that a full pool does not
 * cost the lease. {@link #renew} is called by one thread; the rest is thread-safe.
 */
final class NodeLease {
  private static final System.Logger LOG = System.getLogger(NodeLease.class.getName());

  private static final String INSERT =
      "insert into node (id, name, started_at, lease_until) values (?, ?, current_timestamp, current_timestamp + %s)";
  private static final String RENEW =
      "update node set lease_until = current_timestamp + %s where id = ? and lease_until > current_timestamp";
  private static final String END = "update node set lease_until = current_timestamp where id = ?";
  private static final String END_OTHERS =
      "update node set lease_until = current_timestamp where lease_until > current_timestamp";
  private static final String FORGET =
      """
      delete from node where lease_until < current_timestamp - interval '1' day
        and id not in (select claimed_by from run where claimed_by is not null)
      """;
  private static final String NOW = "select current_timestamp";

  private final Database database;
  private final NodeSettings settings;
  private final SteadyClock clock;
  private final String interval;
  private final Randomness randomness;
  private volatile UUID id;
  private volatile long renewedNanos;
  private volatile boolean isRegistered;
  private final KeptConnection connection;

  NodeLease(Database database, NodeSettings settings, SteadyClock clock, Randomness randomness) {
    this.database = database;
    this.connection = new KeptConnection(database);
    this.settings = settings;
    this.clock = clock;
    this.randomness = randomness;
    this.id = randomness.newId();
    this.interval = "interval '%s' second".formatted(settings.lease().toMillis() / 1000.0);
  }

  /** This node's id; another one after the lease was lost. */
  UUID id() {
    return id;
  }

  String nodeName() {
    return settings.name();
  }

  /** Whether this node may act on the runs it has claimed. */
  boolean isHeld() {
    Duration age = Duration.ofNanos(clock.timer().nanos() - renewedNanos);
    return isRegistered && age.compareTo(settings.lease()) < 0;
  }

  /**
   * Registers the node under a new id.
   *
   * @throws SQLException when that is not durable
   */
  void register() throws SQLException {
    UUID fresh = randomness.newId();
    long before = clock.timer().nanos();
    Connection use = connection.get();
    try (PreparedStatement insert = use.prepareStatement(INSERT.formatted(interval))) {
      Statements.fill(insert).id(fresh).text(settings.name());
      insert.executeUpdate();
    }
    id = fresh;
    renewedNanos = before;
    isRegistered = true;
    alignClock();
  }

  /**
   * Ends the leases of every other node at once. Only where there can be no other node: the
   * embedded database belongs to one process, so whoever holds a lease in it is dead.
   */
  void endOthersIfEmbedded() throws SQLException {
    if (database.isEmbedded()) {
      execute(END_OTHERS);
    }
    execute(FORGET);
  }

  /**
   * Renews the lease.
   *
   * @return whether the node still has it; false once others may have claimed its runs
   * @throws SQLException when the database does not answer; the lease may still be held
   */
  boolean renew() throws SQLException {
    long before = clock.timer().nanos();
    boolean isRenewed;
    try (PreparedStatement update = connection.get().prepareStatement(RENEW.formatted(interval))) {
      update.setObject(1, id);
      isRenewed = update.executeUpdate() == 1;
    }
    if (isRenewed) {
      renewedNanos = before;
      alignClock();
    } else {
      isRegistered = false;
    }
    return isRenewed;
  }

  /** Gives the lease up, so that others need not wait for its end. */
  void end() {
    isRegistered = false;
    try (PreparedStatement update = connection.get().prepareStatement(END)) {
      update.setObject(1, id);
      update.executeUpdate();
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "the lease could not be ended; it will run out", e);
    } finally {
      connection.drop();
    }
  }

  /** After a failure: drops a connection that is broken; the next use opens another. */
  void reconnect() {
    connection.dropIfBroken();
  }

  private void alignClock() throws SQLException {
    try (PreparedStatement query = connection.get().prepareStatement(NOW);
        ResultSet result = query.executeQuery()) {
      result.next();
      clock.alignTo(result.getObject(1, OffsetDateTime.class).toInstant());
    }
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }
}
