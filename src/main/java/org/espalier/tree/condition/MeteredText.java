package org.espalier.tree.condition;

import java.util.regex.Pattern;

/**
 * A text that a regular expression may look at so often and no more, so that one that backtracks
 * without end is stopped. Not thread-safe.
 */
final class MeteredText implements CharSequence {
  static final int MAX_LOOKS = 2_000_000;

  private final CharSequence text;
  private final int[] left;

  private MeteredText(CharSequence text, int[] left) {
    this.text = text;
    this.left = left;
  }

  /**
   * Whether a part of the text fits.
   *
   * @throws UndecidedConditionException when that takes too long to say
   */
  static boolean find(String expression, String text) {
    try {
      return Pattern.compile(expression)
          .matcher(new MeteredText(text, new int[] {MAX_LOOKS}))
          .find();
    } catch (StackOverflowError e) {
      throw tooMuch();
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (--left[0] < 0) {
      throw tooMuch();
    }
    return text.charAt(index);
  }

  private static UndecidedConditionException tooMuch() {
    return new UndecidedConditionException(
        "'matches' takes too long; write a simpler expression, or one for a shorter text.");
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new MeteredText(text.subSequence(start, end), left);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
