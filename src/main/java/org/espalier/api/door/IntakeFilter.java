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
 *
 * <p>A request that had to wait for its body or its turn comes by again, dispatched, and goes on
 * from here; so whatever is behind this filter is asynchronous and mapped to that dispatch too.
 */
public class IntakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient OriginRule origins;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  @SuppressWarnings("serial")
  private transient Intake intake;

  /** For the container, which sets the parts. */
  @SuppressWarnings("NullAway.Init")
  public IntakeFilter() {}

  @Inject
  void use(OriginRule givenOrigins, Refusals givenRefusals, Intake givenIntake) {
    this.origins = givenOrigins;
    this.refusals = givenRefusals;
    this.intake = givenIntake;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(Visit.ATTRIBUTE) instanceof Visit visit) {
      request.removeAttribute(Visit.ATTRIBUTE);
      Intake.serve(visit, request, response, chain);
      return;
    }
    try {
      origins.check(request);
      JsonType.check(request);
      if (isHealth(request)) {
        chain.doFilter(request, response);
      } else {
        intake.receive(request, response, chain);
      }
    } catch (RequestRefusedException e) {
      refusals.write(e, request, response);
    }
  }

  /** How the node is can be asked whatever else it does. */
  private static boolean isHealth(HttpServletRequest request) {
    return "/api/health".equals(request.getServletPath() + request.getPathInfo())
        && request.getMethod().equals("GET");
  }
}
