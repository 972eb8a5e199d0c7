package org.espalier.api.access;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.security.Authentication;
import org.espalier.security.Caller;
import org.espalier.security.CallerScope;

/**
 * Has a request work in the name of the caller that {@link AccessFilter} let in, on whatever thread
 * it goes on; what is open to anybody works in the name of nobody.
 *
 * <p>Declared in {@code web.xml}, the last of those in front of the protocols, for requests that
 * are dispatched again too.
 */
public class CallerFilter extends HttpFilter {
  /** The attribute of a request that holds its caller. */
  static final String CALLER = "org.espalier.caller";

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private transient Authentication authentication;

  /** For the container, which sets the rest. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  @Inject
  void use(Authentication given) {
    this.authentication = given;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Caller caller = request.getAttribute(CALLER) instanceof Caller known ? known : Caller.NOBODY;
    boolean isKnown = caller != Caller.NOBODY && !authentication.isOff();
    HttpServletRequest told = isKnown ? new KnownRequest(request, caller) : request;
    CallerScope scope = CallerScope.enter(caller);
    try (scope) {
      chain.doFilter(told, response);
    }
  }
}
