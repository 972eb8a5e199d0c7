package org.espalier.client;

import java.net.URI;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The server did not answer; whether it did what it was asked is unknown. */
public class UnreachableException extends EspalierException {
  private static final long serialVersionUID = 1L;

  UnreachableException(URI server, Throwable cause) {
    super(
        ErrorCode.UNAVAILABLE,
        "%s did not answer (%s); is the server up?".formatted(server, cause),
        cause);
  }
}
