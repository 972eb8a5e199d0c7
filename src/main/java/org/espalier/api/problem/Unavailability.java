package org.espalier.api.problem;

import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognizes that the database cannot be used just now, however a server wraps it. */
final class Unavailability {
  /** Connection trouble, out of resources, shutting down; SQL:2023 and PostgreSQL's classes. */
  private static final Set<String> SQL_STATE_CLASSES = Set.of("08", "53", "57");

  private static final int MAX_CAUSES = 30;

  private Unavailability() {}

  static boolean isBehind(Throwable failure) {
    @Nullable Throwable at = failure;
    for (int i = 0; at != null && i < MAX_CAUSES; i++) {
      if (at instanceof ResourceException || at instanceof SQLException sql && isTransient(sql)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static boolean isTransient(SQLException e) {
    String state = e.getSQLState();
    return e instanceof java.sql.SQLTransientException
        || e instanceof java.sql.SQLRecoverableException
        || e instanceof java.sql.SQLNonTransientConnectionException
        || state != null
            && state.length() == 5
            && SQL_STATE_CLASSES.contains(state.substring(0, 2));
  }
}
