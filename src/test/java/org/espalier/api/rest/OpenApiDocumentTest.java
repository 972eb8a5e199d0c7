package org.espalier.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.ErrorCode;
import org.espalier.json.Json;
import org.espalier.wire.ApiKeyMessage;
import org.espalier.wire.ApprovalMessage;
import org.espalier.wire.AttemptMessage;
import org.espalier.wire.CallerMessage;
import org.espalier.wire.DeliveryMessage;
import org.espalier.wire.DemoMessage;
import org.espalier.wire.ExecutorMessage;
import org.espalier.wire.Health;
import org.espalier.wire.HookMessage;
import org.espalier.wire.Problem;
import org.espalier.wire.RunMessage;
import org.espalier.wire.TaskMessage;
import org.espalier.wire.TreeMessage;
import org.espalier.wire.WaitingMessage;
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

  // #10
  @Test
  void namesExactlyTheParametersAndHeadersThatAreRead()
      throws IOException, ReflectiveOperationException {
    JsonNode paths = document().get("paths");
    String base = EspalierApplication.class.getAnnotation(ApplicationPath.class).value();
    for (Class<?> type : new EspalierApplication().getClasses()) {
      Path path = type.getAnnotation(Path.class);
      for (Method method : path == null ? new Method[0] : type.getMethods()) {
        Optional<String> verb = verb(method);
        if (verb.isPresent()) {
          JsonNode described = paths.path(path(base, path, method)).path(verb.get());
          assertThat(parameters(described, "query", "header"))
              .as(type.getSimpleName() + "." + method.getName())
              .isEqualTo(AskedNames.of(method));
          assertThat(parameters(described, "path"))
              .as(type.getSimpleName() + "." + method.getName())
              .isEqualTo(pathParameters(method));
        }
      }
    }
  }

  private static Set<String> parameters(JsonNode operation, String... places) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (List.of(places).contains(parameter.path("in").asText())) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  private static Set<String> pathParameters(Method method) {
    Set<String> names = new TreeSet<>();
    for (Parameter parameter : method.getParameters()) {
      Optional.ofNullable(parameter.getAnnotation(PathParam.class))
          .ifPresent(given -> names.add(given.value()));
    }
    return names;
  }

  /** The schemas of answers by the records that are answered. */
  private static final Map<Class<?>, String> SCHEMAS =
      Map.ofEntries(
          Map.entry(ApiKeyMessage.class, "ApiKey"),
          Map.entry(ApprovalMessage.class, "Approval"),
          Map.entry(AttemptMessage.class, "Attempt"),
          Map.entry(CallerMessage.class, "Caller"),
          Map.entry(DeliveryMessage.class, "Delivery"),
          Map.entry(DemoMessage.class, "Demo"),
          Map.entry(ExecutorMessage.class, "Executor"),
          Map.entry(Health.class, "Health"),
          Map.entry(HookMessage.class, "Hook"),
          Map.entry(Problem.class, "Problem"),
          Map.entry(RunMessage.class, "Run"),
          Map.entry(TaskMessage.class, "Task"),
          Map.entry(WaitingMessage.class, "Waiting"));

  /** Schemas of what is sent, and of trees, whose record has two forms. */
  private static final Set<String> OTHER_SCHEMAS =
      Set.of(
          "Submission",
          "NewTask",
          "NewApiKey",
          "TaskPatch",
          "RunCondition",
          "Retry",
          "Tree",
          "TreeItem",
          "RunRequest",
          "Answer",
          "WebhookConfig");

  // #10
  @Test
  void describesExactlyTheFieldsOfTheMessages() throws IOException {
    JsonNode schemas = document().at("/components/schemas");
    SCHEMAS.forEach(
        (type, name) ->
            assertThat(names(schemas.at("/" + name + "/properties")))
                .as(name)
                .isEqualTo(fields(type)));
    Set<String> ofTrees = names(schemas.at("/Tree/properties"));
    ofTrees.addAll(names(schemas.at("/TreeItem/properties")));
    assertThat(ofTrees).isEqualTo(fields(TreeMessage.class));
    assertThat(names(schemas.at("/Problem/properties/errors/items/properties")))
        .isEqualTo(fields(Problem.Fault.class));
    assertThat(names(schemas.at("/Run/properties/counts/properties")))
        .isEqualTo(fields(RunMessage.Counts.class));
    assertThat(names(schemas.at("/Waiting/properties/tasks/items/properties")))
        .isEqualTo(fields(WaitingMessage.WaitedTask.class));
    Set<String> known = new TreeSet<>(SCHEMAS.values());
    known.addAll(OTHER_SCHEMAS);
    assertThat(names(schemas)).isEqualTo(known);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What Jackson writes of a record. */
  private static Set<String> fields(Class<?> type) {
    ObjectMapper mapper = new ObjectMapper();
    return mapper
        .getSerializationConfig()
        .introspect(mapper.constructType(type))
        .findProperties()
        .stream()
        .map(BeanPropertyDefinition::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<String> verb(Method method) {
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
