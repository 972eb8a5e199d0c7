package org.espalier.engine.message;

import java.util.Locale;

/** What a user has asked of a run that a node owns; the owner sees it and carries it out. */
public enum RunRequest {
  CANCEL,
  PAUSE,
  /** Takes back a pause that is not done yet. */
  RESUME;

  /** The word used in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunRequest ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
