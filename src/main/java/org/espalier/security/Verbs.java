package org.espalier.security;

import static org.espalier.security.Permission.ADMINISTER;
import static org.espalier.security.Permission.APPROVE;
import static org.espalier.security.Permission.OPEN;
import static org.espalier.security.Permission.OPERATE;
import static org.espalier.security.Permission.READ;
import static org.espalier.security.Permission.SUBMIT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every verb of every protocol, and the permission it needs. What is not in here is not served:
 * under {@code /api} nobody gets to a path that has no route. {@code docs/security.md} has the same
 * table.
 */
public final class Verbs {
  /** The verbs of {@code /api} and of the other paths that are read by GET. */
  private static final List<Route> ROUTES =
      List.of(
          new Route("GET", "/api/health", OPEN),
          new Route("GET", "/api/approvals", READ),
          new Route("GET", "/api/approvals/{id}", READ),
          new Route("POST", "/api/approvals/{id}/approve", APPROVE),
          new Route("POST", "/api/approvals/{id}/reject", APPROVE),
          new Route("GET", "/api/caller", READ),
          new Route("GET", "/api/demo/tasks/init-status", READ),
          new Route("GET", "/api/events", READ),
          new Route("GET", "/api/executors", READ),
          new Route("GET", "/api/executors/{kind}", READ),
          new Route("GET", "/api/hooks", READ),
          new Route("GET", "/api/keys", ADMINISTER),
          new Route("POST", "/api/keys", ADMINISTER),
          new Route("DELETE", "/api/keys/{id}", ADMINISTER),
          new Route("GET", "/api/openapi.json", READ),
          new Route("GET", "/api/runs", READ),
          new Route("GET", "/api/runs/{id}", READ),
          new Route("GET", "/api/runs/{id}/attempts", READ),
          new Route("GET", "/api/runs/{id}/deliveries", READ),
          new Route("GET", "/api/runs/{id}/events", READ),
          new Route("POST", "/api/runs/{id}/cancel", OPERATE),
          new Route("POST", "/api/runs/{id}/pause", OPERATE),
          new Route("POST", "/api/runs/{id}/resume", OPERATE),
          new Route("GET", "/api/schedules", READ),
          new Route("GET", "/api/schedules.ics", READ),
          new Route("GET", "/api/tasks/{id}", READ),
          new Route("PATCH", "/api/tasks/{id}", SUBMIT),
          new Route("DELETE", "/api/tasks/{id}", OPERATE),
          new Route("POST", "/api/tasks/{id}/trigger", SUBMIT),
          new Route("GET", "/api/trees", READ),
          new Route("POST", "/api/trees", SUBMIT),
          new Route("GET", "/api/trees/{id}", READ),
          new Route("DELETE", "/api/trees/{id}", OPERATE),
          new Route("POST", "/api/trees/{id}/runs", SUBMIT),
          new Route("GET", "/api/trees/{id}/tasks", READ),
          new Route("GET", "/tasks/methods", READ));

  private static final Map<String, Permission> METHODS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("config.llm_key.delete", SUBMIT),
              Map.entry("config.llm_key.get", SUBMIT),
              Map.entry("config.llm_key.set", SUBMIT),
              Map.entry("system.executors", READ),
              Map.entry("system.health", READ),
              Map.entry("tasks.cancel", OPERATE),
              Map.entry("tasks.children", READ),
              Map.entry("tasks.clone", SUBMIT),
              Map.entry("tasks.copy", SUBMIT),
              Map.entry("tasks.count", READ),
              Map.entry("tasks.create", SUBMIT),
              Map.entry("tasks.delete", OPERATE),
              Map.entry("tasks.detail", READ),
              Map.entry("tasks.execute", SUBMIT),
              Map.entry("tasks.generate", SUBMIT),
              Map.entry("tasks.get", READ),
              Map.entry("tasks.list", READ),
              Map.entry("tasks.running.cancel", OPERATE),
              Map.entry("tasks.running.count", READ),
              Map.entry("tasks.running.list", READ),
              Map.entry("tasks.running.status", READ),
              Map.entry("tasks.scheduled.complete", OPERATE),
              Map.entry("tasks.scheduled.due", READ),
              Map.entry("tasks.scheduled.export-ical", READ),
              Map.entry("tasks.scheduled.init", SUBMIT),
              Map.entry("tasks.scheduled.list", READ),
              Map.entry("tasks.tree", READ),
              Map.entry("tasks.update", SUBMIT),
              Map.entry("tasks.webhook.trigger", SUBMIT)));

  private Verbs() {}

  /**
   * A verb of HTTP.
   *
   * @param path with names in braces, each of which stands for one segment
   * @param segments of the path, taken apart once: every request is compared with every route
   */
  public record Route(String method, String path, Permission permission, List<String> segments) {
    private Route(String method, String path, Permission permission) {
      this(method, path, permission, List.of(path.substring(1).split("/")));
    }

    private boolean isAt(List<String> given) {
      if (segments.size() != given.size()) {
        return false;
      }
      for (int i = 0; i < given.size(); i++) {
        String own = segments.get(i);
        if (!own.startsWith("{") && !own.equals(given.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** All verbs of HTTP. */
  public static List<Route> routes() {
    return ROUTES;
  }

  /** The verbs at a path, given by its decoded segments. */
  public static List<Route> routesAt(List<String> segments) {
    return ROUTES.stream().filter(route -> route.isAt(segments)).toList();
  }

  /** What a method of the protocol needs; empty when there is no such method. */
  public static Optional<Permission> ofMethod(String name) {
    return Optional.ofNullable(METHODS.get(name));
  }

  /** The names of all methods of the protocol, sorted. */
  public static Stream<String> methods() {
    return METHODS.keySet().stream();
  }
}
