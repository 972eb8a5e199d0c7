package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source of the server, which pools and checks connections itself. */
final class PooledSource implements ConnectionSource {
  private static final int CHECK_SECONDS = 5;

  private final DataSource dataSource;
  private volatile @Nullable Boolean embedded;

  PooledSource(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Connection connect() throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public void giveBack(Connection connection, boolean isClean) throws SQLException {
    giveBackChecked(connection, isClean);
  }

  /**
   * A cancel that was sent may arrive a moment late; the check takes it, in place of the next user
   * of the connection.
   */
  static void giveBackChecked(Connection connection, boolean isClean) throws SQLException {
    try (connection) {
      if (!isClean && !connection.isClosed()) {
        connection.isValid(CHECK_SECONDS);
      }
    }
  }

  /** Asked once. */
  @Override
  public boolean isEmbedded() throws SQLException {
    Boolean known = embedded;
    if (known == null) {
      try (Connection connection = connect()) {
        known = connection.getMetaData().getURL().startsWith("jdbc:h2:");
      }
      embedded = known;
    }
    return known;
  }
}
