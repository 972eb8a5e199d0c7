package org.espalier.engine.message;

import java.util.Locale;

/** How a question to a person stands or ended. */
public enum ApprovalStatus {
  OPEN,
  APPROVED,
  REJECTED,
  /** The deadline passed without an answer. */
  EXPIRED,
  /** Its task was cancelled before anybody answered. */
  WITHDRAWN;

  /** The word used on the wire and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that is this word. */
  public static ApprovalStatus ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
