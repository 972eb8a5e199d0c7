package org.espalier.executor.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How sessions are before tasks use them, by data source. Thread-safe. */
final class Sessions {
  private final Map<String, SessionState> known = new ConcurrentHashMap<>();

  /** That of a data source; looked at on this connection if it was not before. */
  SessionState of(String dataSource, Connection connection) throws SQLException {
    SessionState state = known.get(dataSource);
    if (state == null) {
      state = SessionState.of(connection);
      known.put(dataSource, state);
    }
    return state;
  }
}
