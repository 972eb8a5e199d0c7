package org.espalier.executor.websocket;

import java.io.IOException;

/** The peer broke the protocol or a limit. */
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final int closeCode;

  private ProtocolException(String kind, int closeCode, String message) {
    super(message);
    this.kind = kind;
    this.closeCode = closeCode;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Something that RFC 6455 does not allow. */
  static ProtocolException broken(String what) {
    return new ProtocolException("protocol", CloseCode.PROTOCOL_ERROR, what);
  }

  /** A text that is not UTF-8. */
  static ProtocolException notText() {
    return new ProtocolException(
        "protocol", CloseCode.NOT_CONSISTENT, "the peer sent a text that is not UTF-8");
  }

  /** A message over the limit. */
  static ProtocolException tooLarge(long limit) {
    return new ProtocolException(
        "message_too_large",
        CloseCode.TOO_BIG,
        "the peer sent a message of more than %d bytes; raise inputs.max_message_bytes, or its limit espalier.executors.websocket.max-message-bytes"
            .formatted(limit));
  }

  /** More messages than are to be kept. */
  static ProtocolException tooMuch(long limit) {
    return new ProtocolException(
        "result_too_large",
        CloseCode.TOO_BIG,
        "the messages have more than %d bytes; raise inputs.max_bytes, or its limit espalier.executors.websocket.max-bytes, or set inputs.fail_on_truncation to false to keep the first ones and the last"
            .formatted(limit));
  }

  /** The failure kind. */
  String kind() {
    return kind;
  }

  /** What the peer is told. */
  int closeCode() {
    return closeCode;
  }
}
