package org.espalier.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import org.espalier.security.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

// #11
class AccessRulesTest {
  /** A request as a container would describe it. */
  private static HttpServletRequest request(String method, String raw, String mapped) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            AccessRulesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRequestURI" -> raw;
                  case "getServletPath" -> mapped;
                  case "getContextPath" -> "";
                  case "getPathInfo" -> null;
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private static Access of(String method, String path) {
    return AccessRules.of(request(method, path, path));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/health, OPEN",
    "HEAD, /api/health, OPEN",
    "GET, /api/trees, READ",
    "POST, /api/trees, SUBMIT",
    "DELETE, /api/trees/x, OPERATE",
    "POST, /api/approvals/x/approve, APPROVE",
    "POST, /api/keys, ADMINISTER",
    "GET, /api/runs/x/events, READ",
    "GET, /tasks/methods, READ",
    "GET, /, OPEN",
    "GET, /console.html, OPEN",
    "POST, /webhook/trigger/x, OPEN"
  })
  void aVerbNeedsWhatTheTableSays(String method, String path, Permission permission) {
    assertThat(of(method, path)).isEqualTo(new Access.Needs(permission));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/tasks", "/tasks/", "/system", "/system/"})
  void aCallOfTheProtocolNeedsSomebodyWhoIsKnown(String path) {
    assertThat(of("POST", path)).isEqualTo(new Access.Known());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/",
        "/api/nothing",
        "/api/keys/",
        "/api//keys",
        "/api/health/x",
        "/api/./keys",
        "/api/trees/../keys",
        "/api/trees/%2e%2e/keys",
        "/api/trees%2fx",
        "/api/trees/%zz",
        "/api/keys%00"
      })
  void whatHasNoRowIsNotThere(String path) {
    assertThat(of("GET", path)).isEqualTo(new Access.NotThere());
    assertThat(of("POST", path)).isEqualTo(new Access.NotThere());
  }

  @Test
  void aPathIsReadAsJaxRsReadsIt() {
    assertThat(AccessRules.of(request("GET", "/api/keys;a=b", "/api/keys")))
        .isEqualTo(new Access.Needs(Permission.ADMINISTER));
    assertThat(AccessRules.of(request("GET", "/api/%6beys", "/api/keys")))
        .isEqualTo(new Access.Needs(Permission.ADMINISTER));
    assertThat(AccessRules.of(request("GET", "/api/tasks/a%2Fb", "/api/tasks/a/b")))
        .isEqualTo(new Access.Needs(Permission.READ));
    assertThat(AccessRules.of(request("GET", "/api/trees/x%2F..%2F..%2Fkeys", "/api/keys")))
        .isEqualTo(new Access.Needs(Permission.READ));
    assertThat(AccessRules.of(request("GET", "/api%2Fkeys", "/api/keys")))
        .isEqualTo(new Access.NotThere());
    assertThat(AccessRules.of(request("GET", "/api/health;/../keys", "/api/keys")))
        .isEqualTo(new Access.NotThere());
  }

  @Test
  void aMethodThatThereIsNotIsNamedBesideThoseThereAre() {
    assertThat(of("PUT", "/api/trees"))
        .isEqualTo(new Access.OtherMethods(List.of("GET", "HEAD", "OPTIONS", "POST")));
    assertThat(of("POST", "/api/runs/x"))
        .isEqualTo(new Access.OtherMethods(List.of("GET", "HEAD", "OPTIONS")));
    assertThat(of("TRACE", "/api/runs/x/cancel"))
        .isEqualTo(new Access.OtherMethods(List.of("OPTIONS", "POST")));
  }
}
