package org.espalier.executor.mail;

/** Keeps what goes into a header from going beyond it. */
final class Lines {
  private Lines() {}

  /** Whether a text has line breaks or other control characters. */
  static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
  }
}
