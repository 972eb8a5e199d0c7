package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;

/** Espalier's own database. */
record OwnSource(Database database) implements ConnectionSource {
  @Override
  public Connection connect() throws SQLException {
    try {
      return database.connect();
    } catch (DatabaseUnavailableException e) {
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
    }
  }

  @Override
  public void giveBack(Connection connection, boolean isClean) throws SQLException {
    PooledSource.giveBackChecked(connection, isClean);
  }

  @Override
  public boolean isEmbedded() {
    return database.isEmbedded();
  }
}
