package org.espalier.executor.ejb;

import java.io.IOException;

/** A result is larger than allowed. */
final class ResultTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  ResultTooLargeException(int maxBytes) {
    super(
        "The result is too large: its JSON is longer than %d bytes (espalier.executors.ejb.max-result-bytes)."
            .formatted(maxBytes));
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
