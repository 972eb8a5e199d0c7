package org.espalier.json.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ViolationCodeTest {
  // #10
  @Test
  void everyWordLeadsBackToItsConstant() {
    for (ViolationCode code : ViolationCode.values()) {
      assertThat(ViolationCode.find(code.word())).contains(code);
    }
    assertThat(ViolationCode.DEPENDENCY_CYCLE.word()).isEqualTo("dependency_cycle");
    assertThat(ViolationCode.find("DEPENDENCY_CYCLE")).isEmpty();
  }

  // #10
  @Test
  void aMismatchKeepsWhatWasExpectedAndGiven() {
    Violations violations = new Violations(5);
    violations.mismatch("/a", ViolationCode.RANGE, "a", "1 to 5", "9");
    assertThat(violations.list())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.message()).isEqualTo("'a': expected 1 to 5, got 9.");
              assertThat(fault.expected()).isEqualTo("1 to 5");
              assertThat(fault.actual()).isEqualTo("9");
            });
  }
}
