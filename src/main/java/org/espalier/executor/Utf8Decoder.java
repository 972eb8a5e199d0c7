package org.espalier.executor;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 that comes in pieces, which may end within a character. What is no UTF-8 becomes
 * U+FFFD. Not thread-safe.
 */
public final class Utf8Decoder {
  private static final byte[] NOTHING = {};

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = NOTHING;

  /** The characters that are complete with this piece. */
  public String decode(byte[] bytes, int offset, int length) {
    ByteBuffer in = joined(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    rest = in.hasRemaining() ? new byte[in.remaining()] : NOTHING;
    in.get(rest);
    return out.flip().toString();
  }

  /** What was left of a character that never became complete. */
  public String end() {
    CharBuffer out = CharBuffer.allocate(rest.length + 1);
    decoder.decode(ByteBuffer.wrap(rest), out, true);
    decoder.flush(out);
    decoder.reset();
    rest = NOTHING;
    return out.flip().toString();
  }

  private ByteBuffer joined(byte[] bytes, int offset, int length) {
    return rest.length == 0
        ? ByteBuffer.wrap(bytes, offset, length)
        : ByteBuffer.allocate(rest.length + length).put(rest).put(bytes, offset, length).flip();
  }
}
