package org.espalier.engine.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What started a run. */
public enum RunTrigger {
  /** The submission of the tree asked for it. */
  SUBMIT,
  /** A later request. */
  REQUEST,
  /** A schedule was due. */
  SCHEDULE,
  /** A signed call from outside ({@code POST /webhook/trigger/{id}}). */
  WEBHOOK;

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunTrigger ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
