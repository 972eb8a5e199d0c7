package org.espalier.executor.sql;

import java.sql.SQLException;

/** There are more rows than the task takes, and it wants all or none. The message is a sentence. */
final class TruncatedException extends SQLException {
  private static final long serialVersionUID = 1L;

  TruncatedException(String cap, int limit) {
    super(
        "The result is too large: it has more than %d %s. Ask for less, raise inputs.max_%s, or set inputs.fail_on_truncation to false to get what fits."
            .formatted(limit, cap, cap));
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
