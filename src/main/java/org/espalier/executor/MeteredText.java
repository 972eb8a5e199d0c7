package org.espalier.executor;

/**
 * A text that counts how often it is looked at, so that a regular expression that backtracks
 * without end can be stopped.
 *
 * @param text what is read
 * @param meter runs for each character that is read; throws to stop the reading
 */
record MeteredText(CharSequence text, Runnable meter) implements CharSequence {
  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    meter.run();
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new MeteredText(text.subSequence(start, end), meter);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
