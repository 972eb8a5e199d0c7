package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoResultTest {
  private static final Path DESCRIPTIONS = Path.of("src/main/resources/org/espalier/executor");

  /** The descriptions of all executors of the WAR. */
  static List<Path> executors() throws IOException {
    try (Stream<Path> files = Files.walk(DESCRIPTIONS)) {
      return files.filter(file -> file.toString().endsWith("_executor.json")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void hasTheFormOfTheExecutorsResults(Path description) throws IOException {
    ObjectNode type = Json.readObject(Files.readString(description));
    ObjectNode resultSchema = (ObjectNode) type.get("result");
    String kind = type.get("kind").textValue();
    ObjectNode result = DemoResult.of(kind, resultSchema);
    assertThat(result).isNotEmpty().isEqualTo(DemoResult.of(kind, resultSchema));
    assertThat(new InputSchemas().validate(resultSchema, result)).isEmpty();
    assertThat(result.toString()).doesNotContain("demo ");
  }

  @Test
  void thereAreDescriptions() throws IOException {
    assertThat(executors()).hasSizeGreaterThanOrEqualTo(18);
  }

  private static ObjectNode of(String resultSchema) {
    ObjectNode schema = Json.readObject(resultSchema.replace('\'', '"'));
    return DemoResult.of("x", schema);
  }

  @Test
  void isMadeUpFromTheSchemaWithoutAnExample() {
    assertThat(
            of(
                "{'type':'object','required':['s','n','l','when','kind','deep'],'properties':{"
                    + "'s':{'type':'string'},'n':{'type':'integer','minimum':3},'not':{'type':'string'},"
                    + "'l':{'type':'array','items':{'type':'boolean'}},'when':{'type':'string','format':'date-time'},"
                    + "'kind':{'enum':['a','b']},'deep':{'$ref':'#/definitions/d'}},"
                    + "'definitions':{'d':{'type':'object','properties':{'x':{'const':7}}}}}"))
        .isEqualTo(
            Json.readObject(
                "{'s':'demo s','n':3,'l':[true],'when':'2026-01-01T00:00:00Z','kind':'a','deep':{'x':7}}"
                    .replace('\'', '"')));
    assertThat(of("{}")).isEqualTo(Json.object().put("result", "Demo of x"));
    assertThat(of("{'examples':[{'a':1}],'properties':{'b':{}}}"))
        .isEqualTo(Json.object().put("a", 1));
  }

  @Test
  void aSchemaThatHoldsItselfHasAnEnd() {
    assertThat(
            of("{'type':'object','properties':{'child':{'$ref':'#/properties/child'}}}")
                .path("child")
                .isObject())
        .isTrue();
  }
}
