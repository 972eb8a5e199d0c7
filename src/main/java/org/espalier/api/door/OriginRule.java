package org.espalier.api.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * What changes something is not taken from pages of others: browsers send such requests without
 * asking, and name the page in {@code Origin} (Fetch standard, section 3.1) and {@code
 * Sec-Fetch-Site}. Programs send neither. Stateless.
 */
@ApplicationScoped
public class OriginRule {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  @Inject EspalierSettings settings;

  /** For the container, which sets the fields. */
  public OriginRule() {}

  OriginRule(EspalierSettings settings) {
    this.settings = settings;
  }

  /**
   * Looks at where a request comes from.
   *
   * @throws RequestRefusedException when it is a page that may not do this
   */
  void check(HttpServletRequest request) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    List<String> origins = Collections.list(request.getHeaders("Origin"));
    boolean isForeign =
        origins.isEmpty()
            ? isCrossSite(request)
            : origins.size() > 1 || !mayCall(origins.get(0), request);
    if (isForeign) {
      throw new RequestRefusedException(
          ErrorCode.FOREIGN_ORIGIN,
          "A page of another origin asked for this; espalier.cors.origins names those that may.");
    }
  }

  private boolean mayCall(String origin, HttpServletRequest request) {
    return settings.cors().origins().contains(origin)
        || isOwn(origin, request) && !isCrossSite(request);
  }

  private static boolean isCrossSite(HttpServletRequest request) {
    return "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
  }

  /** Whether a page came from here. The scheme is not compared: a proxy may speak TLS for us. */
  private static boolean isOwn(String origin, HttpServletRequest request) {
    if (origin.startsWith(HTTP)) {
      return isHost(origin.substring(HTTP.length()), 80, request);
    }
    return origin.startsWith(HTTPS) && isHost(origin.substring(HTTPS.length()), 443, request);
  }

  private static boolean isHost(String authority, int defaultPort, HttpServletRequest request) {
    @Nullable String host = request.getHeader("Host");
    Optional<Authority> asked = host == null ? Optional.empty() : Authority.parse(host.strip());
    Optional<Authority> page = Authority.parse(authority);
    return asked.isPresent() && page.isPresent() && page.get().isSameAs(asked.get(), defaultPort);
  }
}
