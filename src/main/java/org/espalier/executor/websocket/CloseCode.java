package org.espalier.executor.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Why a connection was closed (RFC 6455 section 7.4).
 *
 * @param code 1000 to 4999; {@link #NONE} when the peer gave none
 * @param reason what the peer says; may be empty
 */
record CloseCode(int code, String reason) {
  static final int NORMAL = 1000;
  static final int PROTOCOL_ERROR = 1002;
  static final int NONE = 1005;
  static final int NOT_CONSISTENT = 1007;
  static final int TOO_BIG = 1009;

  /** Going away, server error, service restart, try again later, bad gateway. */
  private static final Set<Integer> PASSING = Set.of(1001, 1011, 1012, 1013, 1014);

  private static final Set<Integer> GOOD = Set.of(NORMAL, 1001, NONE);

  /** Reads the payload of a close frame. */
  static CloseCode of(byte[] payload) throws ProtocolException {
    if (payload.length == 0) {
      return new CloseCode(NONE, "");
    }
    if (payload.length == 1) {
      throw ProtocolException.broken("the peer sent a close frame with half a code");
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    return new CloseCode(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  static byte[] payload(int code) {
    return ByteBuffer.allocate(2).putShort((short) code).array();
  }

  /** Whether the peer closed because it was done, not because something was wrong. */
  boolean isGood() {
    return GOOD.contains(code);
  }

  /** Whether another attempt may find the peer ready. */
  boolean isPassing() {
    return PASSING.contains(code);
  }
}
