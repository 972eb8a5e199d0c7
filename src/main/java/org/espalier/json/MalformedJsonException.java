package org.espalier.json;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** A text that is not JSON, or JSON no reader should accept; the message says what and where. */
public class MalformedJsonException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public MalformedJsonException(String message) {
    super(ErrorCode.MALFORMED_JSON, message);
  }
}
