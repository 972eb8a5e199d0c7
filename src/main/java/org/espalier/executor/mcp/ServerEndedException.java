package org.espalier.executor.mcp;

import java.io.IOException;

/** The server's process ended, or its output cannot be followed any more. */
final class ServerEndedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  ServerEndedException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The failure kind. */
  String kind() {
    return kind;
  }
}
