package org.espalier.executor.mcp;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** How an answer over HTTP is written. */
enum Media {
  JSON,
  EVENTS,
  OTHER;

  static Media of(HttpHeaders head) {
    String type = head.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return switch (type.split(";", 2)[0].strip()) {
      case "application/json" -> JSON;
      case "text/event-stream" -> EVENTS;
      default -> OTHER;
    };
  }
}
