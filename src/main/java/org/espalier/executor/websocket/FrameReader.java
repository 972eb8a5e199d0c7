package org.espalier.executor.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes frames from a stream. A read that times out loses nothing: what came is kept, and the next
 * call goes on. Confined to one thread.
 */
final class FrameReader {
  private static final int FIRST_BUFFER = 8 << 10;
  private static final int MAX_HEADER = 10;

  private final InputStream in;
  private final int maxPayload;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int length;

  /** Refuses frames whose payload is larger. */
  FrameReader(InputStream in, int maxPayload) {
    this.in = in;
    this.maxPayload = maxPayload;
  }

  /**
   * The next frame.
   *
   * @throws java.net.SocketTimeoutException when none is complete within the socket's timeout
   * @throws EOFException when the peer has hung up
   */
  Frame next() throws IOException {
    while (true) {
      Optional<Frame> frame = take();
      if (frame.isPresent()) {
        return frame.get();
      }
      fill();
    }
  }

  private void fill() throws IOException {
    int read = in.read(buffer, length, buffer.length - length);
    if (read < 0) {
      throw new EOFException("the peer hung up without a close frame");
    }
    length += read;
  }

  private Optional<Frame> take() throws ProtocolException {
    if (length < 2) {
      return Optional.empty();
    }
    int headerLength = headerLength(buffer[1] & 0x7F);
    if (length < headerLength) {
      return Optional.empty();
    }
    int size = headerLength + payloadLength();
    if (length < size) {
      reserve(size);
      return Optional.empty();
    }
    Frame frame = frame(Arrays.copyOfRange(buffer, headerLength, size));
    drop(size);
    return Optional.of(frame);
  }

  private Frame frame(byte[] payload) throws ProtocolException {
    Frame frame = new Frame((buffer[0] & 0x80) != 0, buffer[0] & 0x0F, payload);
    if ((buffer[0] & 0x70) != 0) {
      throw ProtocolException.broken("the peer used an extension that was not agreed on");
    }
    boolean tooLong = payload.length > Frame.MAX_CONTROL_PAYLOAD;
    if (frame.isControl() && (tooLong || !frame.isFinal())) {
      throw ProtocolException.broken("the peer sent a control frame that is too long or in parts");
    }
    return frame;
  }

  private static int headerLength(int shortLength) {
    return switch (shortLength) {
      case 126 -> 4;
      case 127 -> MAX_HEADER;
      default -> 2;
    };
  }

  private int payloadLength() throws ProtocolException {
    if ((buffer[1] & 0x80) != 0) {
      throw ProtocolException.broken("the peer sent a masked frame");
    }
    int shortLength = buffer[1] & 0x7F;
    ByteBuffer header = ByteBuffer.wrap(buffer);
    long payload =
        switch (shortLength) {
          case 126 -> header.getShort(2) & 0xFFFF;
          case 127 -> header.getLong(2);
          default -> shortLength;
        };
    if (payload < 0 || payload > maxPayload) {
      throw ProtocolException.tooLarge(maxPayload);
    }
    return (int) payload;
  }

  private void reserve(int size) {
    if (buffer.length < size) {
      buffer = Arrays.copyOf(buffer, Math.max(size, FIRST_BUFFER));
    }
  }

  /** Forgets the first bytes; a buffer that grew for one large frame is given back. */
  private void drop(int size) {
    byte[] rest =
        buffer.length > FIRST_BUFFER && length - size <= FIRST_BUFFER
            ? new byte[FIRST_BUFFER]
            : buffer;
    System.arraycopy(buffer, size, rest, 0, length - size);
    buffer = rest;
    length -= size;
  }
}
