package org.espalier.api.door;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.api.http.MappedPath;
import org.espalier.api.problem.RequestRefusedException;

/**
 * Takes in what a request brings. Declared in {@code web.xml}, which puts it in front of every
 * protocol, and behind those who look at a request's head.
 *
 * <p>A request that had to wait for its body or its turn comes by again, dispatched, and goes on
 * from here; so whatever is behind this filter is asynchronous and mapped to that dispatch too.
 */
public class IntakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  @SuppressWarnings("serial")
  private transient Intake intake;

  /** For the container, which sets the parts. */
  @SuppressWarnings("NullAway.Init")
  public IntakeFilter() {}

  @Inject
  void use(Refusals givenRefusals, Intake givenIntake) {
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
    return MappedPath.of(request).equals("/api/health") && request.getMethod().equals("GET");
  }
}
