package org.espalier.executor.http;

import java.io.IOException;
import org.espalier.executor.InvalidInputException;

/** A redirect that cannot be followed; the message is a sentence. */
final class RedirectException extends IOException {
  private static final long serialVersionUID = 1L;

  RedirectException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The request a redirect asks for. */
  static Hop orNext(Hop hop, int status, String location) throws RedirectException {
    try {
      return hop.redirected(status, location);
    } catch (InvalidInputException | IllegalArgumentException e) {
      throw new RedirectException(
          "%s answered %d with a redirect that cannot be followed: %s"
              .formatted(hop.describe(), status, e.getMessage()));
    }
  }
}
