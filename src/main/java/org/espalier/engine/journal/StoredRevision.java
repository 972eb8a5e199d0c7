package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.espalier.engine.message.RunChanges;

/** Tells a write that got through without our hearing of it from one that came too late. */
final class StoredRevision {
  private static final String REVISION = "select epoch, revision from run where id = ?";

  private StoredRevision() {}

  /** Whether the database stands where this very write leaves it. */
  static boolean isOf(Connection connection, RunChanges change) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(REVISION)) {
      query.setObject(1, change.runId());
      try (ResultSet result = query.executeQuery()) {
        return result.next()
            && result.getLong(1) == change.epoch()
            && result.getLong(2) == change.revision() + 1;
      }
    }
  }
}
