package org.espalier.json;

import java.io.IOException;
import java.io.Writer;

/**
 * Keeps text up to a cap of UTF-8 bytes and counts what comes behind it, up to a second cap: so the
 * size of something huge can be told without holding it. Not thread-safe.
 */
final class CappedText extends Writer {
  private final StringBuilder text = new StringBuilder(256);
  private final long maxKept;
  private final long maxCounted;
  private long bytes;

  CappedText(long maxKept, long maxCounted) {
    this.maxKept = maxKept;
    this.maxCounted = maxCounted;
  }

  /** There is more than is worth counting. */
  static final class CountedOutException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      bytes += widthOf(chars[i]);
    }
    if (bytes <= maxKept) {
      text.append(chars, offset, length);
    } else if (bytes > maxCounted) {
      throw new CountedOutException();
    }
  }

  /** A surrogate is half of a character of four bytes. */
  private static int widthOf(char c) {
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  long bytes() {
    return bytes;
  }

  /** The whole text; only when it is within the first cap. */
  String text() {
    return text.toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
