package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class InputSchemasTest {
  private final InputSchemas schemas = new InputSchemas();

  private static JsonNode json(String text) {
    return Json.read(text.replace('\'', '"'));
  }

  private List<SchemaViolation> validate(String schema, String instance) {
    return schemas.validate((ObjectNode) json(schema), json(instance));
  }

  private List<SchemaViolation> draft(String schema, String instance, String... later) {
    return schemas.validateDraft((ObjectNode) json(schema), json(instance), Set.of(later));
  }

  @Test
  void pointsAtWhatDoesNotFit() {
    assertThat(
            validate(
                "{'properties':{'a/b':{'items':{'type':'integer'}}},'required':['c']}",
                "{'a/b':[1,'x']}"))
        .extracting(SchemaViolation::pointer)
        .containsExactlyInAnyOrder("/a~1b/1", "");
  }

  @Test
  void messageSaysWhatWasExpectedAndGiven() {
    assertThat(validate("{'properties':{'n':{'type':'integer'}}}", "{'n':'x'}"))
        .containsExactly(new SchemaViolation("/n", "string found, integer expected"));
  }

  @Test
  void emptySchemaAcceptsEverything() {
    assertThat(validate("{}", "[1,{'a':null}]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "true",
        "false",
        "{'type':'object'}",
        "{'$schema':'http://json-schema.org/draft-07/schema#','type':['string','null']}",
        "{'properties':{'a':{'$ref':'#/definitions/d'}},'definitions':{'d':{'type':'string'}}}",
        "{'properties':{'$ref':{'type':'string'}}}",
        "{'const':{'$ref':'#/x'}}",
        "{'$id':'http://example.com/x','properties':{'a':{'$ref':'#/definitions/d'}},'definitions':{'d':{}}}"
      })
  void acceptsDraft7Schemas(String schema) {
    assertThat(schemas.faultOf(json(schema))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "'object'",
        "null",
        "{'type':'objekt'}",
        "{'required':'a'}",
        "{'properties':{'a':{'pattern':'(('}}}",
        "{'patternProperties':{'((':{}}}",
        "{'minimum':'1'}",
        "{'$schema':'https://json-schema.org/draft/2020-12/schema'}",
        "{'properties':{'a':{'$ref':'#/definitions/missing'}}}",
        "{'multipleOf':0}"
      })
  void namesTheFaultOfOtherSchemas(String schema) {
    assertThat(schemas.faultOf(json(schema))).isPresent();
    assertThat(schemas.faultOf(json(schema)).orElseThrow()).endsWith(".");
  }

  @Test
  void neverFetchesAReference(@TempDir Path directory) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answerSchema(exchange, requests));
    server.start();
    Path file = Files.writeString(directory.resolve("s.json"), "{\"type\":\"string\"}");
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      for (String schema :
          List.of(
              "{'$ref':'" + base + "/s.json'}",
              "{'$id':'" + base + "/root.json','properties':{'a':{'$ref':'s.json'}}}",
              "{'properties':{'a':{'$ref':'" + file.toUri() + "'}}}",
              "{'properties':{'a':{'$ref':'classpath:draft-07/schema'}}}",
              "{'$schema':'" + base + "/meta.json'}")) {
        assertThat(schemas.faultOf(json(schema))).isPresent();
        assertThat(validate(schema, "{'a':1}")).hasSize(1);
      }
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasValue(0);
  }

  private static void answerSchema(HttpExchange exchange, AtomicInteger requests)
      throws IOException {
    requests.incrementAndGet();
    byte[] body = "{\"type\":\"string\"}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "^(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){25}b"})
  void stopsACatastrophicPattern(String pattern) {
    String schema = "{'pattern':'" + pattern + "'}";
    assertThat(validate(schema, "'" + "a".repeat(5_000) + "!'")).hasSize(1);
  }

  @Test
  void ordinaryPatternOnALargeStringPasses() {
    assertThat(validate("{'pattern':'^[a-z]+$'}", "'" + "a".repeat(1 << 20) + "'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#'}",
        "{'allOf':[{'$ref':'#'}]}",
        "{'$ref':'#/definitions/a','definitions':{'a':{'$ref':'#/definitions/b'},'b':{'$ref':'#/definitions/a'}}}"
      })
  void endlessReferenceIsAViolation(String schema) {
    assertThat(validate(schema, "{}")).hasSize(1);
    assertThat(validate(schema, "{}").get(0).message()).contains("without end");
  }

  @Test
  void exponentialReferencesAreStopped() {
    String schema = doubledReferences(60);
    assertThat(validate(schema, "{}")).hasSize(1);
    assertThat(validate(schema, "{}").get(0).message()).contains("too much work");
  }

  // #11
  @Test
  void aRequestIsNotGivenASecondForEachOfItsTasks() {
    String doubled = doubledReferences(26);
    try (SchemaWork work = SchemaWork.begin()) {
      assertThat(work).isNotNull();
      assertThat(validate(doubled, "{}").get(0).message()).contains("too much work");
      long begin = System.nanoTime();
      for (int task = 0; task < 1_000; task++) {
        assertThat(validate(doubled, "{}").get(0).message())
            .contains("schemas of this request take too much work together");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }
    assertThat(validate(doubled, "{}").get(0).message()).contains("Validating takes too much work");
  }

  // #11
  @Test
  void aRequestMayHaveAnyNumberOfTasksWithSmallSchemasButNotOfSchemas() {
    String schema = "{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}";
    try (SchemaWork work = SchemaWork.begin()) {
      assertThat(work).isNotNull();
      for (int task = 0; task < 50_000; task++) {
        assertThat(validate(schema, "{'a':'x'}")).isEmpty();
      }
      int compiled = 0;
      while (validate(schema.replace("'a'", "'a" + compiled + "'"), "{}")
          .get(0)
          .message()
          .contains("required")) {
        compiled++;
      }
      assertThat(compiled).isBetween(1_000, 5_000);
    }
  }

  private static String doubledReferences(int levels) {
    StringBuilder definitions = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      String next = "{'$ref':'#/definitions/d" + (i + 1) + "'}";
      definitions.append("'d%d':{'allOf':[%s,%s]},".formatted(i, next, next));
    }
    return "{'$ref':'#/definitions/d0','definitions':{"
        + definitions
        + "'d"
        + levels
        + "':{'type':'object'}}}";
  }

  @Test
  void recursiveSchemaOfADeepValueWorks() {
    String schema =
        "{'type':'object','properties':{'c':{'$ref':'#'}},'additionalProperties':false}";
    assertThat(validate(schema, "{'c':".repeat(200) + "{}" + "}".repeat(200))).isEmpty();
    assertThat(validate(schema, "{'c':".repeat(200) + "{'x':1}" + "}".repeat(200))).hasSize(1);
  }

  @Test
  void deeplyNestedSchemaIsNoCrash() {
    String schema = "{'properties':{'a':".repeat(240) + "{}" + "}}".repeat(240);
    assertThat(validate(schema, "{'a':".repeat(240) + "1" + "}".repeat(240))).hasSizeLessThan(2);
  }

  @Test
  void wideSchemaTimesManyObjectsIsStopped() {
    StringBuilder properties = new StringBuilder("'p':{}");
    for (int i = 0; i < 20_000; i++) {
      properties.append(",'p").append(i).append("':{}");
    }
    String schema = "{'items':{'properties':{" + properties + "}}}";
    String instance = "[{}" + ",{}".repeat(200_000) + "]";
    assertThat(validate(schema, instance)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400000", "1e-400000", "1e999999999", "-1E-999999999"})
  void hugeNumbersAreRefusedAtOnce(String number) {
    assertThat(schemas.faultOf(json("{'multipleOf':" + number + "}"))).isPresent();
    assertThat(validate("{'multipleOf':3}", number)).hasSize(1);
    assertThat(validate("{'maximum':3}", "[[" + number + "]]")).hasSize(1);
  }

  @Test
  void multipleOfIsExact() {
    assertThat(validate("{'multipleOf':0.01}", "19.99")).isEmpty();
    assertThat(validate("{'multipleOf':1e-300}", "1e300")).isEmpty();
    assertThat(validate("{'multipleOf':7}", "1e300")).hasSize(1);
  }

  @Test
  void manyErrorsAreCut() {
    String instance = "['x'" + ",'x'".repeat(100_000) + "]";
    assertThat(validate("{'items':{'type':'integer'}}", instance)).hasSizeBetween(1, 1_000);
  }

  @Test
  void oneSchemasIdIsNotSeenByAnother() {
    assertThat(schemas.faultOf(json("{'$id':'http://example.com/shared','type':'string'}")))
        .isEmpty();
    assertThat(validate("{'$id':'http://example.com/shared','type':'integer'}", "1")).isEmpty();
  }

  @Test
  void draftPassesOverReferences() {
    String schema = "{'properties':{'n':{'type':'integer'},'l':{'items':{'type':'integer'}}}}";
    assertThat(draft(schema, "{'n':'${a.n}','l':['${a.n}',1]}")).isEmpty();
    assertThat(draft(schema, "{'n':'$${a.n}','l':['x']}"))
        .extracting(SchemaViolation::pointer)
        .containsExactlyInAnyOrder("/n", "/l/0");
    assertThat(draft(schema, "{'n':'${unclosed'}")).hasSize(1);
  }

  @Test
  void draftPassesOverFieldsStillToCome() {
    String schema = "{'required':['a','b'],'properties':{'c':{'required':['a']}}}";
    assertThat(draft(schema, "{'c':{}}", "a"))
        .extracting(SchemaViolation::pointer)
        .containsExactlyInAnyOrder("", "/c");
    assertThat(draft(schema, "{'c':{'a':1}}", "a", "b")).isEmpty();
  }

  @Test
  void draftPassesOverAlternativesThatAReferenceMayDecide() {
    String schema =
        "{'oneOf':[{'required':['password']},{'required':['key']}],"
            + "'properties':{'m':{'oneOf':[{'properties':{'t':{'const':'x'}}},{'properties':{'t':{'const':'y'}}}]}}}";
    assertThat(draft(schema, "{'m':{'t':'${a.t}'}}", "password")).isEmpty();
    assertThat(draft(schema, "{'key':'k','m':{'t':'z'}}")).isNotEmpty();
    assertThat(draft(schema, "{'m':{'t':'x'}}")).isNotEmpty();
  }
}
