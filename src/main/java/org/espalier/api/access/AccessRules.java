package org.espalier.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.api.http.MappedPath;
import org.espalier.security.Permission;
import org.espalier.security.Verbs;
import org.espalier.security.Verbs.Route;

/**
 * Which access a request needs: by {@link Verbs} for what has a route, by method for calls of the
 * protocol. Paths outside of {@code /api} and the protocol serve nothing that belongs to anybody.
 */
final class AccessRules {
  private static final Set<String> CALLS =
      Set.of("", "/", "/tasks", "/tasks/", "/system", "/system/");
  private static final Access OPEN = new Access.Needs(Permission.OPEN);

  private AccessRules() {}

  static Access of(HttpServletRequest request) {
    String mapped = MappedPath.of(request);
    String method = request.getMethod();
    if (CALLS.contains(mapped)) {
      return method.equals("POST") ? new Access.Known() : OPEN;
    }
    boolean isApi = mapped.equals("/api") || mapped.startsWith("/api/");
    Optional<List<String>> segments = RequestPath.segments(request);
    List<Route> routes = segments.map(Verbs::routesAt).orElse(List.of());
    if (routes.isEmpty()) {
      return isApi ? new Access.NotThere() : OPEN;
    }
    if (method.equals("OPTIONS")) {
      return new Access.Known();
    }
    String asked = method.equals("HEAD") ? "GET" : method;
    return routes.stream()
        .filter(route -> route.method().equals(asked))
        .findFirst()
        .<Access>map(route -> new Access.Needs(route.permission()))
        .orElseGet(() -> new Access.OtherMethods(allowed(routes)));
  }

  private static List<String> allowed(List<Route> routes) {
    Set<String> methods = new TreeSet<>();
    routes.forEach(route -> methods.add(route.method()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return new ArrayList<>(methods);
  }
}
