package org.espalier.api.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.json.Excerpt;
import org.jspecify.annotations.Nullable;

/** Only requests to this node are served (RFC 9110, section 7.4). Stateless. */
@ApplicationScoped
public class HostRule {
  private static final int MAX_SHOWN = 100;

  @Inject HostNames hosts;

  /** For the container, which sets the fields. */
  public HostRule() {}

  HostRule(HostNames hosts) {
    this.hosts = hosts;
  }

  /**
   * Looks at every place where a request says which host it is for, since servers differ in which
   * one they believe.
   *
   * @throws RequestRefusedException when one of them is not this node
   */
  void check(HttpServletRequest request) {
    for (String given : given(request)) {
      boolean isHere =
          Authority.parse(given)
              .filter(authority -> hosts.have(authority.host(), request.getLocalAddr()))
              .isPresent();
      if (!isHere) {
        throw new RequestRefusedException(
            ErrorCode.UNKNOWN_HOST,
            "This node does not serve the host '%s'; espalier.http.hosts names those it serves besides its addresses."
                .formatted(shown(given)));
      }
    }
  }

  private static Set<String> given(HttpServletRequest request) {
    Set<String> given = new LinkedHashSet<>();
    @Nullable String header = request.getHeader("Host");
    if (header != null) {
      given.add(header.strip());
    }
    given.add(bracketed(request.getServerName()));
    given.add(ofUrl(request.getRequestURL().toString()));
    return given;
  }

  private static String bracketed(String name) {
    return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
  }

  /** A path may hold what no URI does; the authority before it is all that counts. */
  private static String ofUrl(String url) {
    int start = url.indexOf("://");
    int end = start < 0 ? -1 : url.indexOf('/', start + 3);
    try {
      @Nullable String authority = new URI(end < 0 ? url : url.substring(0, end)).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (URISyntaxException e) {
      return url;
    }
  }

  private static String shown(String text) {
    return Excerpt.of(text.replaceAll("[^\\x20-\\x7e]", "?"), MAX_SHOWN);
  }
}
