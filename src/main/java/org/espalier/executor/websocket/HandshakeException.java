package org.espalier.executor.websocket;

import java.io.IOException;

/** The peer did not agree to speak WebSocket. */
final class HandshakeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient HttpHead head;

  HandshakeException(HttpHead head, String message) {
    super(message);
    this.head = head;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What it answered instead. */
  HttpHead head() {
    return head;
  }
}
