package org.espalier.executor.http;

import java.io.IOException;

/** A body above its limit. */
final class ResponseTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  ResponseTooLargeException(int maxBytes) {
    super(
        "The response is larger than %d bytes. Ask the server for less, or raise inputs.max_response_bytes; its limit here is the setting espalier.executors.rest.max-response-bytes."
            .formatted(maxBytes));
  }
}
