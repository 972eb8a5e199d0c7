package org.espalier.database;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/**
 * The database cannot be reached or has no connection to spare. Nothing was changed; trying again
 * may help.
 */
public class DatabaseUnavailableException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnavailableException(Throwable cause) {
    super(
        ErrorCode.UNAVAILABLE,
        "The database cannot be used just now; nothing was changed, try again shortly.",
        cause);
  }
}
