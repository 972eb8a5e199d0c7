package org.espalier.executor.websocket;

import java.io.IOException;

/** The peer closed the connection before enough was collected. */
final class ClosedByPeerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient CloseCode code;

  ClosedByPeerException(CloseCode code) {
    super("the peer closed the connection");
    this.code = code;
  }

  CloseCode code() {
    return code;
  }
}
