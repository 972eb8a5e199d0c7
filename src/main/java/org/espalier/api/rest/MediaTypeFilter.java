package org.espalier.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.espalier.ErrorCode;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;
import org.espalier.wire.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a {@code Content-Type} that is no media type (RFC 9110, section 8.3.1). JAX-RS would stop
 * at it before any code of ours, and answer a page of the server's own.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class MediaTypeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 1_000;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*T/T\\s*(;\\s*(T=(T|\"([^\"\\\\]|\\\\.)*+\")\\s*)?)*+".replace("T", TOKEN));

  /** For the container. */
  public MediaTypeFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String type = request.getHeader("Content-Type");
    if (isMediaType(type)) {
      chain.doFilter(request, response);
    } else {
      refuse(request, response);
    }
  }

  /** Whether this is a media type, or nothing. */
  static boolean isMediaType(@Nullable String text) {
    return text == null || text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
  }

  private static void refuse(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem =
        Problems.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type is no media type; the body must be application/json in UTF-8.",
            request.getRequestURI());
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    try (JsonGenerator json = Json.generator(response.getOutputStream())) {
      json.writePOJO(problem);
    }
  }
}
