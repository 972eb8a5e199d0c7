package org.espalier.api.problem;

import jakarta.resource.ResourceException;
import java.sql.SQLException;
import org.espalier.database.SqlFailures;
import org.jspecify.annotations.Nullable;

/** Recognizes that the database cannot be used just now, however a server wraps it. */
final class Unavailability {
  private static final int MAX_CAUSES = 30;

  private Unavailability() {}

  static boolean isBehind(Throwable failure) {
    @Nullable Throwable at = failure;
    for (int i = 0; at != null && i < MAX_CAUSES; i++) {
      if (at instanceof ResourceException
          || at instanceof SQLException sql && SqlFailures.isPassing(sql)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }
}
