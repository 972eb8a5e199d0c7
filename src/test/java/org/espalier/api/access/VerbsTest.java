package org.espalier.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.method.TaskMethods;
import org.espalier.json.Json;
import org.espalier.security.Caller;
import org.espalier.security.Permission;
import org.espalier.security.Role;
import org.espalier.security.Verbs;
import org.junit.jupiter.api.Test;

/** One table says what each verb needs: the code's, which is the documentation's. */
// #11
class VerbsTest {
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z]+) \\|");

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = VerbsTest.class.getResourceAsStream(name)) {
      return Json.readStrictly(in);
    }
  }

  @Test
  void everyPathAndVerbOfTheApiHasARowAndNoOtherHas() throws IOException {
    Set<String> served = new TreeSet<>(Set.of("GET /tasks/methods"));
    resource("/META-INF/openapi.json")
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb -> served.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(routes()).containsExactlyInAnyOrderElementsOf(served);
  }

  private static List<String> routes() {
    return Verbs.routes().stream().map(route -> route.method() + " " + route.path()).toList();
  }

  @Test
  void everyMethodOfTheProtocolHasARowAndNoOtherHas() throws ReflectiveOperationException {
    Set<String> served = new TreeSet<>();
    for (JavaClass found : new ClassFileImporter().importPackagesOf(TaskMethods.class)) {
      if (found.isAssignableTo(RpcMethods.class)) {
        served.addAll(
            ((RpcMethods) found.reflect().getConstructor().newInstance()).methods().keySet());
      }
    }

    assertThat(Verbs.methods()).containsExactlyElementsOf(served);
  }

  @Test
  void theDocumentationHasTheSameTable() throws IOException {
    List<String> rows =
        Stream.concat(
                Verbs.routes().stream()
                    .map(
                        route ->
                            route.method() + " " + route.path() + " " + route.permission().word()),
                Verbs.methods().map(name -> name + " " + Verbs.ofMethod(name).orElseThrow().word()))
            .toList();

    List<String> documented = new ArrayList<>();
    try (Stream<String> lines = Files.lines(Path.of("docs/security.md"))) {
      lines
          .map(ROW::matcher)
          .filter(java.util.regex.Matcher::find)
          .filter(row -> isPermission(row.group(2)))
          .forEach(row -> documented.add(row.group(1) + " " + row.group(2)));
    }

    assertThat(documented).containsExactlyInAnyOrderElementsOf(rows);
  }

  private static boolean isPermission(String word) {
    return Arrays.stream(Permission.values()).anyMatch(each -> each.word().equals(word));
  }

  @Test
  void theDocumentationSaysWhatEachRolePermits() throws IOException {
    String page = Files.readString(Path.of("docs/security.md"));
    for (Role role : Role.values()) {
      Caller caller = new Caller("x", "x", Set.of(role), Set.of());
      String permissions =
          Arrays.stream(Permission.values())
              .filter(permission -> permission != Permission.OPEN && caller.may(permission))
              .map(Permission::word)
              .collect(Collectors.joining(", "));
      assertThat(page).contains("| " + role.word() + " | " + permissions + " |");
    }
  }
}
