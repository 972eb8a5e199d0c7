package org.espalier.api.door;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

/** Reads a body that is in memory. Not thread-safe. */
final class ReceivedStream extends ServletInputStream {
  private final ReceivedBody body;
  private int position;

  ReceivedStream(ReceivedBody body) {
    this.body = body;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    if (count == 0) {
      return 0;
    }
    int read = body.read(position, target, offset, count);
    position += Math.max(0, read);
    return read;
  }

  @Override
  public int available() {
    return Math.max(0, body.length() - position);
  }

  @Override
  public boolean isFinished() {
    return available() == 0;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("the body is in memory already; read it");
  }
}
