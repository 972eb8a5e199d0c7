package org.espalier.api.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.espalier.security.Caller;
import org.espalier.security.Role;

/** A request whose caller is known; {@code SecurityContext} of JAX-RS tells what it tells. */
final class KnownRequest extends HttpServletRequestWrapper {
  private final Caller caller;

  KnownRequest(HttpServletRequest request, Caller caller) {
    super(request);
    this.caller = caller;
  }

  @Override
  public Principal getUserPrincipal() {
    return caller::name;
  }

  @Override
  public String getRemoteUser() {
    return caller.name();
  }

  @Override
  public boolean isUserInRole(String word) {
    return Role.find(word).filter(caller.roles()::contains).isPresent();
  }
}
