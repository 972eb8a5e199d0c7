package org.espalier.executor.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.espalier.executor.OutputCapture;

/**
 * Takes the line with the process number out of the stream before it goes on to the capture. What a
 * shell's start files print before that line belongs to the stream. Written to by one thread.
 */
final class StartLine extends OutputStream {
  private static final int MAX_BYTES_BEFORE = 64 << 10;

  private final OutputCapture capture;
  private final byte[] mark;
  private final Runnable found;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean looking = true;
  private volatile long group;

  /**
   * Looks for a line.
   *
   * @param mark what it begins with
   * @param found told when it has come
   */
  StartLine(OutputCapture capture, String mark, Runnable found) {
    this.capture = capture;
    this.mark = (mark + " ").getBytes(StandardCharsets.US_ASCII);
    this.found = found;
  }

  /** The process group of the command; 0 while it is not known. */
  long group() {
    return group;
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (!looking) {
      capture.write(bytes, offset, length);
      return;
    }
    held.write(bytes, offset, length);
    byte[] all = held.toByteArray();
    int begin = indexOfMark(all);
    int end = begin < 0 ? -1 : indexOf(all, (byte) '\n', begin);
    if (end >= 0) {
      String number =
          new String(
              all, begin + mark.length, end - begin - mark.length, StandardCharsets.US_ASCII);
      group = number.strip().matches("[0-9]{1,10}") ? Long.parseLong(number.strip()) : 0;
      capture.write(all, 0, begin);
      capture.write(all, end + 1, all.length - end - 1);
      stopLooking();
    } else if (all.length > MAX_BYTES_BEFORE) {
      capture.write(all, 0, all.length);
      stopLooking();
    }
  }

  private void stopLooking() {
    looking = false;
    held.reset();
    found.run();
  }

  private int indexOfMark(byte[] bytes) {
    for (int at = indexOf(bytes, mark[0], 0); at >= 0; at = indexOf(bytes, mark[0], at + 1)) {
      if (at + mark.length <= bytes.length
          && java.util.Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
        return at;
      }
    }
    return -1;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public void close() {
    if (looking) {
      capture.write(held.toByteArray(), 0, held.size());
      stopLooking();
    }
    capture.close();
  }
}
