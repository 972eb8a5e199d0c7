package org.espalier.executor.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts messages together from their frames (RFC 6455 section 5.4). Confined to one thread. */
final class Assembly {
  private final int maxBytes;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private int opcode = Frame.CONTINUATION;

  /** Refuses larger messages. */
  Assembly(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes a data frame; answers the message when it is its last one. */
  Optional<Message> add(Frame frame) throws ProtocolException {
    boolean begun = opcode != Frame.CONTINUATION;
    if (begun != (frame.opcode() == Frame.CONTINUATION) || frame.opcode() > Frame.BINARY) {
      throw ProtocolException.broken(
          "the peer sent a frame that does not follow the one before (opcode %d)"
              .formatted(frame.opcode()));
    }
    if (parts.size() + (long) frame.payload().length > maxBytes) {
      throw ProtocolException.tooLarge(maxBytes);
    }
    opcode = begun ? opcode : frame.opcode();
    parts.writeBytes(frame.payload());
    return frame.isFinal() ? Optional.of(finish()) : Optional.empty();
  }

  private Message finish() throws ProtocolException {
    byte[] payload = parts.toByteArray();
    boolean isText = opcode == Frame.TEXT;
    parts.reset();
    opcode = Frame.CONTINUATION;
    return isText ? new Message.Text(decode(payload)) : new Message.Binary(payload);
  }

  private static String decode(byte[] payload) throws ProtocolException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      throw ProtocolException.notText();
    }
  }
}
