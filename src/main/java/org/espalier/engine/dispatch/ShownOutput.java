package org.espalier.engine.dispatch;

import org.espalier.engine.message.Assignment;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Excerpt;

/**
 * Passes on what one attempt shows, and its output up to a limit; a note says where the rest is
 * missing. Thread-safe.
 */
final class ShownOutput implements ProgressListener {
  private static final char REPLACEMENT = '\uFFFD';

  private final Assignment attempt;
  private final int maxChars;
  private int shown;
  private boolean isFull;

  /**
   * Shows the output of this attempt.
   *
   * @param maxChars so many characters of all its streams together
   */
  ShownOutput(Assignment attempt, int maxChars) {
    this.attempt = attempt;
    this.maxChars = maxChars;
  }

  @Override
  public void progress(double progress, String message) {
    attempt.listener().progressed(attempt, progress, message);
  }

  @Override
  public synchronized void output(String stream, String text) {
    if (isFull || text.isEmpty()) {
      return;
    }
    isFull = text.length() > maxChars - shown;
    String piece = isFull ? Excerpt.withinUnits(text, maxChars - shown) + note() : text;
    shown += piece.length();
    attempt.listener().output(attempt, stream, storable(piece));
  }

  private String note() {
    return "\n[more than %d characters: the rest is not shown]\n".formatted(maxChars);
  }

  /** PostgreSQL stores no NUL, and half a surrogate pair is no text. */
  private static String storable(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      if (isPairAt(text, i)) {
        i++;
      } else if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean == null ? text : clean.toString();
  }

  private static boolean isPairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
