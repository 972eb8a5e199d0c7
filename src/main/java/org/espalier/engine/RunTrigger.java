package org.espalier.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What started a run. */
public enum RunTrigger {
  /** The submission of the tree asked for it. */
  SUBMIT,
  /** A later request. */
  REQUEST;

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunTrigger ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
