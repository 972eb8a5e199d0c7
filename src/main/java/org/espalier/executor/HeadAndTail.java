package org.espalier.executor;

import org.espalier.json.Excerpt;

/**
 * Keeps the beginning and the end of a long text and counts what is between. No character is cut in
 * two. Not thread-safe.
 */
final class HeadAndTail {
  private final int maxHead;
  private final int maxTail;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private boolean headIsFull;
  private long dropped;

  /** Keeps all of a text of at most {@code maxChars}. */
  HeadAndTail(int maxChars) {
    maxTail = maxChars / 2;
    maxHead = maxChars - maxTail;
  }

  void append(String text) {
    int taken = headIsFull ? 0 : Excerpt.withinUnits(text, maxHead - head.length()).length();
    head.append(text, 0, taken);
    if (taken < text.length()) {
      headIsFull = true;
      tail.append(text, taken, text.length());
      if (tail.length() > 2L * maxTail + 1) {
        trim();
      }
    }
  }

  private void trim() {
    int excess = tail.length() - maxTail;
    if (excess > 0) {
      int cut = Character.isLowSurrogate(tail.charAt(excess)) ? excess + 1 : excess;
      tail.delete(0, cut);
      dropped += cut;
    }
  }

  boolean isTruncated() {
    trim();
    return dropped > 0;
  }

  /** The text, with a note where something is missing. */
  String text() {
    return isTruncated()
        ? "%s\n[... truncated: %d characters ...]\n%s".formatted(head, dropped, tail)
        : head.toString() + tail;
  }
}
