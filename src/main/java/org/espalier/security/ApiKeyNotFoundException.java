package org.espalier.security;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** There is no API key with this id. */
public class ApiKeyNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public ApiKeyNotFoundException(String id) {
    super(ErrorCode.API_KEY_NOT_FOUND, "There is no API key '%s'.".formatted(id));
  }
}
