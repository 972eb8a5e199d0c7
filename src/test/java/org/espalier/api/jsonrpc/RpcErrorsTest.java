package org.espalier.api.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.junit.jupiter.api.Test;

class RpcErrorsTest {
  private final Violations violations = new Violations(10);

  private RpcError error() {
    try {
      violations.throwIfAny();
    } catch (RuntimeException e) {
      return RpcErrors.of(e, "/").error();
    }
    throw new AssertionError("no violation");
  }

  private JsonNode protocolData() {
    return error().toJson(Dialect.PROTOCOL).get("data");
  }

  // #10
  @Test
  void expectedAndActualComeFromTheFaultWhateverItsWordsAre() {
    new FieldReader(Json.object().put("priority", "expected one, got two."), "/0", violations)
        .wholeNumber("priority", 0, 3);
    JsonNode data = protocolData();
    assertThat(data.get("expected").asText()).isEqualTo("a whole number from 0 to 3");
    assertThat(data.get("actual").asText()).isEqualTo("'expected one, got two.'");
    assertThat(data.get("code").asText()).isEqualTo("type");
  }

  // #10
  @Test
  void aCycleIsNamedTaskByTaskWhateverTheTasksAreCalled() {
    List<String> tasks = List.of("a -> b", "c: d", "a -> b");
    violations.add(TreeViolation.cycle("/0/dependencies", tasks));
    assertThat(error().code()).isEqualTo(RpcCode.CIRCULAR_DEPENDENCY);
    assertThat(protocolData().get("cycle")).extracting(JsonNode::asText).isEqualTo(tasks);
  }

  // #10
  @Test
  void theFirstFaultSaysTheCode() {
    violations.add("/0/inputs", ViolationCode.INPUTS_SCHEMA, "No.");
    violations.add("/0/priority", ViolationCode.TYPE, "No.");
    assertThat(error().code()).isEqualTo(RpcCode.INVALID_TASK_SCHEMA);
    assertThat(protocolData().get("errors")).hasSize(2);
  }

  // #19
  @Test
  void theFieldOfAnElementIsTheNameOfItsList() {
    violations.add("/dependencies/0", ViolationCode.UNKNOWN_DEPENDENCY, "No.");
    assertThat(protocolData().get("field").asText()).isEqualTo("dependencies");
    assertThat(protocolData().get("path").asText()).isEqualTo("/dependencies/0");
  }

  // #19
  @Test
  void aWholeTaskAtFaultHasAPathAndNoField() {
    violations.add("/2", ViolationCode.TOO_DEEP, "No.");
    assertThat(protocolData().has("field")).isFalse();
    assertThat(protocolData().get("path").asText()).isEqualTo("/2");
  }
}
