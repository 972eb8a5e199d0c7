package org.espalier.tree;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a task came to be, in the words of the AI Partner Up Flow Protocol 1.0. */
public enum OriginType {
  CREATE,
  /** Shows definition and result of a completed task of another tree. */
  LINK,
  /** Was made after another task, and is a task of its own since. */
  COPY,
  /** Is kept as it is: no longer run or changed. */
  ARCHIVE;

  /** Whether tasks of this kind keep their state and are never run. */
  public boolean isFrozen() {
    return switch (this) {
      case LINK, ARCHIVE -> true;
      case CREATE, COPY -> false;
    };
  }

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The origin of a word. */
  public static OriginType ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
