package org.espalier.executor.batch;

import java.util.HashSet;
import java.util.Set;
import org.espalier.json.Excerpt;

/** What an exception of the batch container says, in a line. */
final class Reason {
  private static final int LONGEST = 400;

  private Reason() {}

  static String of(Throwable e) {
    Set<Throwable> seen = new HashSet<>();
    Throwable root = e;
    while (root.getCause() != null && seen.add(root)) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\.$", "");
    return Excerpt.of(line, LONGEST);
  }
}
