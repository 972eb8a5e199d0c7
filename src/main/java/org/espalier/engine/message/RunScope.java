package org.espalier.engine.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which tasks of a tree a run runs. */
public enum RunScope {
  /** Every task. */
  ALL,
  /** Those that did not complete, and everything downstream of them. */
  FAILED,
  /** Chosen tasks, and what they depend on as far as it is not completed. */
  TASKS,
  /** Chosen tasks, and everything they depend on, completed or not. */
  CHAIN;

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunScope ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
