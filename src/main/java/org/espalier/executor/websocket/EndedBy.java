package org.espalier.executor.websocket;

import java.util.Locale;

/** What ended a conversation that succeeded. */
enum EndedBy {
  /** No answer was asked for. */
  SENT,
  COUNT,
  PATTERN,
  DURATION,
  CLOSE;

  /** As it stands in the result. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
