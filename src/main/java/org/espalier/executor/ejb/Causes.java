package org.espalier.executor.ejb;

import java.util.HashSet;
import java.util.Set;
import org.espalier.json.Excerpt;

/** Says what is behind an exception. */
final class Causes {
  private static final int LONGEST = 500;

  private Causes() {}

  /** The innermost cause. */
  static Throwable root(Throwable e) {
    Set<Throwable> seen = new HashSet<>();
    Throwable root = e;
    while (root.getCause() != null && seen.add(root)) {
      root = root.getCause();
    }
    return root;
  }

  /** Its class and what it says, on one line of bounded length. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    String text =
        e.getClass().getName() + (message == null || message.isBlank() ? "" : ": " + message);
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return Excerpt.of(line, LONGEST);
  }
}
