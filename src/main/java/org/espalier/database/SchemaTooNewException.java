package org.espalier.database;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The database was migrated by a newer Espalier; this one would damage it and does not start. */
public class SchemaTooNewException extends EspalierException {
  private static final long serialVersionUID = 1L;

  SchemaTooNewException(String databaseVersion, String knownVersion) {
    super(
        ErrorCode.SCHEMA_TOO_NEW,
        "The database has schema version %s, and this Espalier knows versions up to %s. Deploy the newer Espalier, or "
                .formatted(databaseVersion, knownVersion)
            + "point this one at another database.");
  }
}
