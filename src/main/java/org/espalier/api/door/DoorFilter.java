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
 * The first to see a request: refuses by its head what nobody here should answer, and marks every
 * answer for browsers. Declared in {@code web.xml}, which puts it in front of all others.
 */
public class DoorFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient HostRule hosts;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  /** For the container, which sets the parts. */
  @SuppressWarnings("NullAway.Init")
  public DoorFilter() {}

  @Inject
  void use(HostRule givenHosts, Refusals givenRefusals) {
    this.hosts = givenHosts;
    this.refusals = givenRefusals;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AnswerMarks.set(response);
    if (request.getHeader("Transfer-Encoding") != null) {
      // RFC 9112, section 6.1: Payara hides a Content-Length beside it, by which a proxy may have
      // seen another request behind this one; so nothing behind it is read.
      response.setHeader("Connection", "close");
    }
    try {
      FramingRule.check(request);
      hosts.check(request);
    } catch (RequestRefusedException e) {
      refusals.write(e, request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
