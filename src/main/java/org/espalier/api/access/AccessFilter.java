package org.espalier.api.access;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.api.door.Refusals;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.security.Authentication;
import org.espalier.security.Caller;
import org.espalier.security.Permission;
import org.espalier.security.PermissionDeniedException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request in when its caller is known and may do what it asks for. A method of the protocol
 * is weighed where its name is read.
 *
 * <p>Declared in {@code web.xml}, behind the filter that answers preflights; before a body is read.
 */
public class AccessFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String BEARER = "Bearer ";

  @SuppressWarnings("serial")
  private transient Authentication authentication;

  @SuppressWarnings("serial")
  private transient Refusals refusals;

  /** For the container, which sets the rest. */
  @SuppressWarnings("NullAway.Init")
  public AccessFilter() {}

  @Inject
  void use(Authentication givenAuthentication, Refusals givenRefusals) {
    this.authentication = givenAuthentication;
    this.refusals = givenRefusals;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Access access = AccessRules.of(request);
    if (authentication.isOff() && !isOnThisMachine(request)) {
      refuse(
          request,
          response,
          ErrorCode.FORBIDDEN,
          "With espalier.auth.mode=none only callers on this machine are served, on loopback.");
    } else if (access instanceof Access.Needs needs && needs.permission() == Permission.OPEN) {
      chain.doFilter(request, response);
    } else {
      weigh(access, request, response, chain);
    }
  }

  private void weigh(
      Access access, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Caller> caller;
    try {
      caller = caller(request);
    } catch (EspalierException e) {
      refusals.write(e, request, response);
      return;
    }
    if (caller.isPresent()) {
      serve(access, caller.get(), request, response, chain);
    } else {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"Espalier\"");
      refuse(request, response, ErrorCode.UNAUTHENTICATED, whatIsMissing(request));
    }
  }

  private void serve(
      Access access,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    if (access instanceof Access.NotThere) {
      refuse(
          request,
          response,
          ErrorCode.NOT_FOUND,
          "There is nothing at " + path + "; /api/openapi.json lists all paths.");
    } else if (access instanceof Access.OtherMethods other) {
      response.setHeader("Allow", String.join(", ", other.allowed()));
      refuse(
          request,
          response,
          ErrorCode.METHOD_NOT_ALLOWED,
          "The path " + path + " does not know this method; see the Allow header.");
    } else if (access instanceof Access.Needs needs && !caller.may(needs.permission())) {
      refusals.write(new PermissionDeniedException(caller, needs.permission()), request, response);
    } else {
      request.setAttribute(CallerFilter.CALLER, caller);
      chain.doFilter(request, response);
    }
  }

  private Optional<Caller> caller(HttpServletRequest request) {
    if (authentication.isOff()) {
      return Optional.of(authentication.anybody());
    }
    String key = key(request);
    return key == null ? Optional.empty() : authentication.callerWith(key);
  }

  private static boolean isOnThisMachine(HttpServletRequest request) throws IOException {
    return isLoopback(request.getLocalAddr()) && isLoopback(request.getRemoteAddr());
  }

  private static boolean isLoopback(String address) throws IOException {
    return InetAddress.getByName(address).isLoopbackAddress();
  }

  private static @Nullable String key(HttpServletRequest request) {
    String given = request.getHeader("Authorization");
    if (given != null && given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return given.substring(BEARER.length()).strip();
    }
    return request.getHeader("X-API-Key");
  }

  private static String whatIsMissing(HttpServletRequest request) {
    return key(request) == null
        ? "No API key was given; send one as 'Authorization: Bearer <key>'. The launcher keeps the"
            + " administrator's in the file admin-key of the data directory."
        : "The API key is not known here, is revoked, or has expired.";
  }

  private void refuse(
      HttpServletRequest request, HttpServletResponse response, ErrorCode code, String why)
      throws IOException {
    refusals.write(new RequestRefusedException(code, why), request, response);
  }
}
