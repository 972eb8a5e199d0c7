package org.espalier.api.jsonrpc.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.junit.jupiter.api.Test;

// #19
class FaultPlaceTest {
  private static final ArrayNode TASKS =
      (ArrayNode)
          Json.read(
              "[{},{},{'name':'b','inputs':{'n':1,'a.b':[{'c':1}]},'children':[{'name':'c'}]}]"
                  .replace('\'', '"'));

  private final Violations violations = new Violations(10);

  private String told() {
    InvalidTreeException e =
        catchThrowableOfType(
            InvalidTreeException.class,
            () ->
                FaultPlace.named(
                    TASKS,
                    () -> {
                      violations.throwIfAny();
                      return TASKS;
                    }));
    return e.violations().get(0).message();
  }

  private String told(String pointer, ViolationCode code, String message) {
    violations.add(pointer, code, "%s", message);
    return told();
  }

  @Test
  void aFaultNamesItsTaskAndField() {
    assertThat(told("/2/inputs/n", ViolationCode.INPUTS_SCHEMA, "string found, integer expected"))
        .isEqualTo("Task at index 2 ('b'), inputs.n: string found, integer expected");
  }

  @Test
  void theFieldIsNotNamedTwice() {
    new FieldReader(Json.object().put("priority", "x"), "/2", violations)
        .wholeNumber("priority", 0, 3);
    assertThat(told())
        .isEqualTo(
            "Task at index 2 ('b'), priority: expected a whole number from 0 to 3, got 'x'.");
  }

  @Test
  void elementsAndChildrenHaveTheirIndexes() {
    assertThat(told("/2/inputs/a.b/0/c", ViolationCode.TYPE, "No."))
        .isEqualTo("Task at index 2 ('b'), inputs.a.b[0].c: No.");
  }

  @Test
  void aChildIsFoundThroughItsParents() {
    assertThat(told("/2/children/0/retry/delay", ViolationCode.TYPE, "No."))
        .isEqualTo("Task at index 2 ('b'), child at index 0 ('c'), retry.delay: No.");
  }

  @Test
  void whatConcernsAWholeTaskOrAllOfThemSaysSo() {
    assertThat(told("/1", ViolationCode.TOO_DEEP, "No.")).isEqualTo("Task at index 1: No.");
  }

  @Test
  void whatConcernsTheCallStaysAsItIs() {
    assertThat(told("", ViolationCode.NO_ROOT, "No.")).isEqualTo("No.");
  }

  @Test
  void aStoredTaskOfTheTreeStaysAsItIs() {
    assertThat(told("/tasks/7a/dependencies", ViolationCode.DEPENDENCY_CYCLE, "No."))
        .isEqualTo("No.");
  }

  @Test
  void aMissingNameIsToldAsTheReferenceDoes() {
    String text = "Task at index 0 must have a 'name' field";
    assertThat(told("/0/name", ViolationCode.REQUIRED, text)).isEqualTo(text);
  }
}
