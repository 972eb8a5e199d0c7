package org.espalier.executor.mcp;

import java.io.IOException;

/** The server ended, or says what cannot be understood. */
final class ServerFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  ServerFaultException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  static ServerFaultException tooLarge(int maxBytes) {
    return new ServerFaultException(
        "response_too_large",
        "it sent a message of more than %d bytes (inputs.max_bytes, at most espalier.executors.mcp.max-bytes)"
            .formatted(maxBytes));
  }

  static ServerFaultException tooManyPages(int pages) {
    return new ServerFaultException(
        "response_too_large",
        "its list has more than %d pages; give inputs.max_pages to take as many, and go on at the nextCursor of the result"
            .formatted(pages));
  }

  /** It answered, and asking again would bring the same. */
  static ServerFaultException protocol(String what) {
    return new ServerFaultException("protocol", what);
  }

  /** It took the message, and its answer cannot be had any more. */
  static ServerFaultException answerLost(String what) {
    return new ServerFaultException("answer_lost", what);
  }

  /** The failure kind. */
  String kind() {
    return kind;
  }
}
