package org.espalier.api.door;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.api.problem.RequestRefusedException;

/**
 * Lets in what a page of another origin may send, and bodies that say they are JSON. Declared in
 * {@code web.xml}, behind the one who marks answers for pages of other origins, and before anybody
 * asks who is calling.
 */
public class OriginFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient OriginRule origins;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  /** For the container, which sets the parts. */
  @SuppressWarnings("NullAway.Init")
  public OriginFilter() {}

  @Inject
  void use(OriginRule givenOrigins, Refusals givenRefusals) {
    this.origins = givenOrigins;
    this.refusals = givenRefusals;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      origins.check(request);
      JsonType.check(request);
    } catch (RequestRefusedException e) {
      refusals.write(e, request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
