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
 * Takes in what a request brings, behind those who mark answers for pages of other origins.
 * Declared in {@code web.xml}, which puts it in front of every protocol.
 */
public class IntakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient OriginRule origins;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  /** For the container, which sets the parts. */
  @SuppressWarnings("NullAway.Init")
  public IntakeFilter() {}

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
