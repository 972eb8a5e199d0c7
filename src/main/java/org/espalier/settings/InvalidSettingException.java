package org.espalier.settings;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/**
 * A configuration value is missing or wrong; the message names the key, what was expected and
 * given.
 */
public class InvalidSettingException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public InvalidSettingException(String key, String expected, String given) {
    super(
        ErrorCode.INVALID_SETTING,
        "Setting %s: expected %s, got '%s'.".formatted(key, expected, given));
  }
}
