package org.espalier.api.door;

import jakarta.servlet.http.HttpServletResponse;

/** What every answer tells a browser: no guessing of types, nothing from elsewhere. Stateless. */
final class AnswerMarks {
  private AnswerMarks() {}

  static void set(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'");
  }
}
