package org.espalier.executor.http;

import java.io.IOException;

/** A body above its limit. */
final class ResponseTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  ResponseTooLargeException(int maxBytes) {
    super("The response is larger than %d bytes.".formatted(maxBytes));
  }
}
