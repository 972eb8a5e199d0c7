package org.espalier.executor.websocket;

/**
 * One frame (RFC 6455 section 5.2).
 *
 * @param isFinal whether it ends its message
 * @param opcode one of the constants
 * @param payload unmasked; not to be changed
 */
record Frame(boolean isFinal, int opcode, byte[] payload) {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  static final int MAX_CONTROL_PAYLOAD = 125;

  boolean isControl() {
    return opcode >= CLOSE;
  }
}
