package org.espalier.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.ErrorCode;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is written by hand; this keeps it true. */
class OpenApiDocumentTest {
  /** Served by a servlet filter of {@code api.stream}. */
  private static final Set<String> STREAMS = Set.of("get /api/events", "get /api/runs/{id}/events");

  private static JsonNode document() throws IOException {
    try (InputStream in = OpenApiResource.class.getResourceAsStream(OpenApiResource.DOCUMENT)) {
      return Json.readStrictly(in);
    }
  }

  @Test
  void namesExactlyThePathsAndVerbsThereAre() throws IOException {
    Set<String> served = new TreeSet<>(STREAMS);
    String base = EspalierApplication.class.getAnnotation(ApplicationPath.class).value();
    for (Class<?> type : new EspalierApplication().getClasses()) {
      Path path = type.getAnnotation(Path.class);
      for (Method method : path == null ? new Method[0] : type.getMethods()) {
        verb(method).ifPresent(verb -> served.add(verb + " " + path(base, path, method)));
      }
    }

    Set<String> described = new TreeSet<>();
    document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(verb -> described.add(verb + " " + path.getKey())));

    assertThat(described).isEqualTo(served);
  }

  private static java.util.Optional<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .map(type -> type.getAnnotation(HttpMethod.class))
        .filter(java.util.Objects::nonNull)
        .map(verb -> verb.value().toLowerCase(Locale.ROOT))
        .findFirst();
  }

  private static String path(String base, Path type, Method method) {
    Path own = method.getAnnotation(Path.class);
    return base + "/" + type.value() + (own == null ? "" : "/" + own.value());
  }

  @Test
  void namesEveryErrorCode() throws IOException {
    JsonNode codes = document().at("/components/schemas/Problem/properties/code/enum");

    assertThat(codes)
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::word).toList());
  }

  @Test
  void pointsOnlyAtWhatItHas() throws IOException {
    JsonNode document = document();

    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).isFalse());
  }
}
