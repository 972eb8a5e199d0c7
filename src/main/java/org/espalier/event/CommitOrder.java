package org.espalier.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.Dialect;

/**
 * Tells whether a row of the log that is not there yet can still come. Thread-safe.
 *
 * <p>On PostgreSQL: a transaction has its number before it takes an id of the log, because it
 * writes the run first. So once every transaction below a {@link #mark} taken after a gap was seen
 * is {@link #passed}, the gap stays. On H2 appends are serialized, and a gap is one for good.
 */
@ApplicationScoped
public class CommitOrder {
  /** Takes a transaction number of its own, which is above all that were taken before. */
  private static final String MARK = "select cast(cast(pg_current_xact_id() as text) as bigint)";

  private static final String PASSED =
      "select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)";

  private Database database;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected CommitOrder() {}

  @Inject
  public CommitOrder(Database database) {
    this.database = database;
  }

  /** Whether rows become visible in the order of their ids, so that a gap is never filled. */
  public boolean isThatOfIds() {
    return database.dialect() != Dialect.POSTGRESQL;
  }

  /** A number above those of all transactions that have written something by now. */
  public long mark() {
    return number(MARK);
  }

  /** Every transaction with a number below this one is over, for good or for nothing. */
  public long passed() {
    return number(PASSED);
  }

  private long number(String sql) {
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(sql);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }
}
