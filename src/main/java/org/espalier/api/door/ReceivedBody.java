package org.espalier.api.door;

import java.util.Arrays;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;

/**
 * A body in memory, and the room it takes: as it comes in what it is, then what it becomes when it
 * is read as JSON. Closed when it was served; then it is empty. Thread-safe.
 */
final class ReceivedBody implements AutoCloseable {
  private static final int FIRST_BYTES = 8 << 10;

  /** A value, its name and its place in a tree of Jackson's. */
  private static final long BYTES_PER_VALUE = 100;

  /** As it came in, as it is read, and in the texts of the tree. */
  private static final int COPIES = 3;

  /** A text is read into characters of two bytes, which are moved as they become more. */
  private static final int COPIES_OF_LONGEST_TEXT = 6;

  private final BodyRoom room;
  private final int maxBytes;
  private final long maxValues;
  private byte[] bytes = new byte[0];
  private int length;
  private long taken;
  private boolean isClosed;

  ReceivedBody(BodyRoom room, int maxBytes, long maxValues) {
    this.room = room;
    this.maxBytes = maxBytes;
    this.maxValues = maxValues;
  }

  /**
   * Adds what came in.
   *
   * @throws RequestRefusedException when it is more than a body may have, or than there is room for
   */
  synchronized void append(byte[] from, int count) {
    if (count > maxBytes - length) {
      throw tooLarge();
    }
    if (length + count > bytes.length) {
      int wanted = Math.max(length + count, Math.min(maxBytes, Math.max(FIRST_BYTES, 2 * length)));
      take(wanted - bytes.length);
      bytes = Arrays.copyOf(bytes, wanted);
    }
    System.arraycopy(from, 0, bytes, length, count);
    length += count;
  }

  /**
   * Takes the room for what becomes of it, now that all is there.
   *
   * @throws RequestRefusedException when it has too many values, or there is no room for them
   */
  synchronized void weigh() {
    JsonValues values = JsonValues.in(bytes, length);
    if (values.count() > maxValues) {
      throw new RequestRefusedException(
          ErrorCode.BODY_TOO_LARGE,
          "The body has up to %d values; %d are allowed (espalier.http.max-body-values). Send less at once."
              .formatted(values.count(), maxValues));
    }
    long weight =
        COPIES * (long) length
            + COPIES_OF_LONGEST_TEXT * (long) values.longestText()
            + BYTES_PER_VALUE * values.count();
    if (weight > room.total()) {
      throw new RequestRefusedException(
          ErrorCode.BODY_TOO_LARGE,
          "The body takes about %d bytes of memory when it is read; this node has %d for all bodies (espalier.http.bodies-bytes). Send less at once."
              .formatted(weight, room.total()));
    }
    take(Math.max(0, weight - taken));
  }

  private void take(long more) {
    if (isClosed || !room.take(more)) {
      throw new RequestRefusedException(
          ErrorCode.UNAVAILABLE,
          "Other bodies take all the memory there is for them; nothing was changed. Try again shortly.");
    }
    taken += more;
  }

  RequestRefusedException tooLarge() {
    return new RequestRefusedException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than the %d bytes allowed; send less at once.".formatted(maxBytes));
  }

  int maxBytes() {
    return maxBytes;
  }

  synchronized int length() {
    return length;
  }

  /** Copies from a place on; -1 behind the end. */
  synchronized int read(int from, byte[] target, int offset, int count) {
    if (from >= length) {
      return -1;
    }
    int copied = Math.min(count, length - from);
    System.arraycopy(bytes, from, target, offset, copied);
    return copied;
  }

  @Override
  public synchronized void close() {
    room.giveBack(taken);
    taken = 0;
    length = 0;
    bytes = new byte[0];
    isClosed = true;
  }
}
