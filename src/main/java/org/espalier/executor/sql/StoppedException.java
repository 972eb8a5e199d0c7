package org.espalier.executor.sql;

import java.sql.SQLException;

/** The work goes no further, because the attempt is to stop. */
final class StoppedException extends SQLException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped", "57014");
  }
}
