package org.espalier.executor.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A data source is configured, and not to be had. The message is a sentence. */
final class DataSourceMissingException extends SQLException {
  private static final long serialVersionUID = 1L;

  DataSourceMissingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
