package org.espalier.database;

import java.sql.SQLException;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The database cannot be reached or has no connection to spare. Trying again may help. */
public class DatabaseUnavailableException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private static final String UNCHANGED =
      "The database cannot be used just now; nothing was changed, try again shortly.";
  private static final String IN_DOUBT =
      "The database broke off, and whether the change was made is not known; look before you try again, or send the "
          + "same Idempotency-Key.";

  /** There was no connection, or only reading was meant: nothing was changed. */
  public DatabaseUnavailableException(Throwable cause) {
    super(ErrorCode.UNAVAILABLE, UNCHANGED, cause);
  }

  private DatabaseUnavailableException(String message, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, message, cause);
  }

  /** A transaction that was to change something failed; the message says whether it can have. */
  public static DatabaseUnavailableException duringChange(SQLException cause) {
    return new DatabaseUnavailableException(
        SqlFailures.isRolledBack(cause) ? UNCHANGED : IN_DOUBT, cause);
  }
}
