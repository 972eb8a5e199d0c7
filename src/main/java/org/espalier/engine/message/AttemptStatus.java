package org.espalier.engine.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an attempt stands or ended. */
public enum AttemptStatus {
  IN_PROGRESS,
  COMPLETED,
  FAILED,
  CANCELLED,
  /**
   * Its node died, was shut down or lost its lease while it ran; whether it had its effect is not
   * known.
   */
  LOST;

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static AttemptStatus ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
