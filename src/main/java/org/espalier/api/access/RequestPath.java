package org.espalier.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The path of a request, as those behind the door will read it. */
final class RequestPath {
  private RequestPath() {}

  /**
   * The decoded segments, without parameters such as {@code ;x=y}, which is how JAX-RS reads the
   * raw path; an encoded slash is part of its segment. Empty when it has segments that could be
   * read in several ways: empty ones, dots, broken encodings.
   */
  static Optional<List<String>> segments(HttpServletRequest request) {
    String raw = request.getRequestURI().substring(request.getContextPath().length());
    List<String> segments = new ArrayList<>();
    for (String part : raw.substring(Math.min(1, raw.length())).split("/", -1)) {
      Optional<String> segment = decoded(part.split(";", 2)[0]);
      if (segment.isEmpty() || !isPlain(segment.get())) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(segments);
  }

  private static Optional<String> decoded(String segment) {
    try {
      return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(String segment) {
    return !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
  }
}
