package org.espalier.executor.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Writes masked frames, each in one write. Confined to one thread. */
final class FrameWriter {
  /** The mask must not be predictable (RFC 6455 section 10.3). */
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int MAX_HEADER = 14;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final OutputStream out;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  void write(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER + payload.length);
    frame.put((byte) (FINAL | opcode));
    putLength(frame, payload.length);
    byte[] mask = new byte[4];
    RANDOM.nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  private static void putLength(ByteBuffer frame, int length) {
    if (length <= 125) {
      frame.put((byte) (MASKED | length));
    } else if (length <= 0xFFFF) {
      frame.put((byte) (MASKED | 126)).putShort((short) length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(length);
    }
  }
}
