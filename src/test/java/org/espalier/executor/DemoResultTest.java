package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.espalier.executor.aggregate.AggregateExecutor;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.executor.http.HttpExecutor;
import org.espalier.executor.system.SystemInfoExecutor;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoResultTest {
  static Stream<TaskExecutor> executors() {
    return Stream.of(
        new AggregateExecutor(), new EchoExecutor(), new HttpExecutor(), new SystemInfoExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void hasTheFormOfTheExecutorsResults(TaskExecutor executor) {
    ExecutorType type = executor.type();
    ObjectNode result = DemoResult.of(type.kind(), type.resultSchema());
    assertThat(result).isNotEmpty().isEqualTo(DemoResult.of(type.kind(), type.resultSchema()));
    assertThat(new InputSchemas().validate(executor.type().resultSchema(), result)).isEmpty();
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
