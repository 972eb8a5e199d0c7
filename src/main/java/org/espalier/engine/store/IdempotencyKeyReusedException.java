package org.espalier.engine.store;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** An idempotency key came a second time with another body. */
public class IdempotencyKeyReusedException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public IdempotencyKeyReusedException(String key) {
    super(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "The idempotency key '%s' was used for another body; use a new key for a new submission."
            .formatted(key));
  }
}
