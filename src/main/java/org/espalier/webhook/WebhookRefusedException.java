package org.espalier.webhook;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** A call from outside was not accepted, and nothing was started. */
public class WebhookRefusedException extends EspalierException {
  private static final long serialVersionUID = 1L;

  WebhookRefusedException(ErrorCode code, String message) {
    super(code, message);
  }
}
