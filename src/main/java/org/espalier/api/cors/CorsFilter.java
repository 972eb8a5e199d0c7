package org.espalier.api.cors;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.settings.CorsSettings;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflights of the origins that are allowed, by itself and before anybody asks who is
 * calling, and marks the answers they get. Requests of other origins are served as ever: it is
 * their browser that keeps the answer from them.
 *
 * <p>Declared in {@code web.xml}, which puts it in front of the other filters.
 */
public class CorsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String METHODS = "GET, POST, PATCH, DELETE, OPTIONS";
  private static final String HEADERS =
      "Content-Type, Authorization, X-API-Key, X-LLM-API-KEY, Idempotency-Key, Last-Event-ID, Accept";
  private static final String EXPOSED = "Location, Idempotency-Replayed, Retry-After";

  @SuppressWarnings("serial")
  private transient EspalierSettings settings;

  /** For the container, which sets the settings. */
  @SuppressWarnings("NullAway.Init")
  public CorsFilter() {}

  @Inject
  void use(EspalierSettings given) {
    this.settings = given;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CorsSettings cors = settings.cors();
    @Nullable String origin = request.getHeader("Origin");
    if (!cors.isOn()) {
      chain.doFilter(request, response);
      return;
    }
    response.addHeader("Vary", "Origin");
    if (origin == null || !cors.origins().contains(origin)) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    if (cors.allowCredentials()) {
      response.setHeader("Access-Control-Allow-Credentials", "true");
    }
    if (isPreflight(request)) {
      answerPreflight(response, cors);
    } else {
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
      chain.doFilter(request, response);
    }
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private static void answerPreflight(HttpServletResponse response, CorsSettings cors) {
    response.setHeader("Access-Control-Allow-Methods", METHODS);
    response.setHeader("Access-Control-Allow-Headers", HEADERS);
    response.setHeader("Access-Control-Max-Age", Long.toString(cors.maxAge().toSeconds()));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
