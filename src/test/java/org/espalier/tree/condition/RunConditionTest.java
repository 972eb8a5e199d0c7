package org.espalier.tree.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.espalier.json.Json;
import org.espalier.json.field.Violations;
import org.espalier.tree.condition.Referenced.Found;
import org.espalier.tree.condition.Referenced.Missing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConditionTest {
  private static final JsonNode RESULT =
      json(
          "{'n':3,'d':3.0,'s':'abc','list':[1,'x',{'k':1}],'no':false,'nil':null,'o':{'f':1},'when':'2026-01-02'}");

  private static JsonNode json(String text) {
    return Json.readForeign(text.replace('\'', '"'));
  }

  private static Referenced valueOf(String expression) {
    JsonNode value = RESULT.get(expression.substring(expression.indexOf('.') + 1));
    return value == null ? new Missing("no '" + expression + "' there") : new Found(value);
  }

  private static RunCondition.Verdict verdict(String condition) {
    return RunCondition.ofJson(json(condition)).verdict(RunConditionTest::valueOf);
  }

  private static String comparison(String field, String operator, String to) {
    return "{'value':'${a.%s}','op':'%s','to':%s}".formatted(field, operator, to);
  }

  private static List<String> faults(String condition) {
    Violations violations = new Violations(100);
    new RunConditionReader(violations).read(json(condition), "/run_if");
    return violations.list().stream().map(v -> v.pointer() + " " + v.code().word()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "n | eq | 3 | true",
        "n | eq | 3.00 | true",
        "n | eq | '3' | false",
        "n | ne | 4 | true",
        "d | ne | 3 | false",
        "list | eq | [1.0,'x',{'k':1}] | true",
        "nil | eq | null | true",
        "n | eq | null | false",
        "no | eq | false | true",
        "n | lt | 3 | false",
        "n | le | 3 | true",
        "n | gt | 2.5 | true",
        "n | ge | 4 | false",
        "when | lt | '2026-02' | true",
        "s | ge | 'abd' | false",
        "n | in | [1,3.0] | true",
        "n | in | [] | false",
        "list | contains | 'x' | true",
        "list | contains | 2 | false",
        "s | contains | 'bc' | true",
        "o | contains | 'f' | true",
        "o | contains | 'g' | false",
        "n | exists | true | true",
        "nil | exists | true | false",
        "none | exists | true | false",
        "none | exists | false | true",
        "s | matches | '^a.c$' | true",
        "s | matches | 'b' | true",
        "s | matches | '^b' | false",
      })
  void compares(String field, String operator, String to, boolean expected) {
    RunCondition.Verdict verdict = verdict(comparison(field, operator, to));
    assertThat(verdict.fault()).isEmpty();
    assertThat(verdict.isMet()).isEqualTo(expected);
  }

  @Test
  void existsNeedsNothingToCompareWith() {
    assertThat(verdict("{'value':'${a.n}','op':'exists'}").isMet()).isTrue();
  }

  @Test
  void nestsAndLeavesOutWhatNoLongerMatters() {
    String yes = comparison("n", "eq", "3");
    String no = comparison("n", "eq", "4");
    String fault = comparison("none", "eq", "4");
    assertThat(verdict("{'all':[%s,%s]}".formatted(yes, yes)).isMet()).isTrue();
    assertThat(verdict("{'all':[%s,%s,%s]}".formatted(yes, no, fault)).isMet()).isFalse();
    assertThat(verdict("{'all':[%s,%s,%s]}".formatted(yes, no, fault)).isFault()).isFalse();
    assertThat(verdict("{'any':[%s,%s,%s]}".formatted(no, yes, fault)).isMet()).isTrue();
    assertThat(verdict("{'any':[%s]}".formatted(no)).isMet()).isFalse();
    assertThat(verdict("{'not':{'any':[%s]}}".formatted(no)).isMet()).isTrue();
    assertThat(verdict("{'any':[%s,%s]}".formatted(no, fault)).fault()).contains("no 'a.none'");
  }

  @Test
  void saysWhyItCannotBeDecided() {
    assertThat(verdict(comparison("s", "lt", "3")).fault())
        .isEqualTo(
            "'run_if' cannot be decided: '${a.s}' is 'abc', which 'lt' cannot compare with 3.");
    assertThat(verdict(comparison("nil", "gt", "3")).isFault()).isTrue();
    assertThat(verdict(comparison("n", "contains", "3")).isFault()).isTrue();
    assertThat(verdict(comparison("n", "matches", "'3'")).isFault()).isTrue();
  }

  @Test
  void stopsAnExpressionThatBacktracksWithoutEnd() {
    RunCondition condition =
        RunCondition.ofJson(json("{'value':'${a}','op':'matches','to':'^(.*a){20}$'}"));
    JsonNode text = json("'" + "a".repeat(60) + "b'");
    assertThat(condition.verdict(expression -> new Found(text)).fault()).contains("too long");
  }

  @Test
  void stopsAnExpressionThatNestsWithoutEnd() {
    RunCondition condition =
        RunCondition.ofJson(json("{'value':'${a}','op':'matches','to':'^(a|b)*$'}"));
    JsonNode text = json("'" + "ab".repeat(200_000) + "'");
    assertThat(condition.verdict(expression -> new Found(text)).fault()).contains("too long");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | /run_if type",
        "{} | /run_if/value required",
        "{} | /run_if/op required",
        "{'value':'a','op':'eq','to':1} | /run_if/value range",
        "{'value':'${a} ','op':'eq','to':1} | /run_if/value range",
        "{'value':'${secret:A}','op':'eq','to':1} | /run_if/value range",
        "{'value':'${a}','op':'is','to':1} | /run_if/op range",
        "{'value':'${a}','op':'eq'} | /run_if/to required",
        "{'value':'${a}','op':'lt','to':true} | /run_if/to type",
        "{'value':'${a}','op':'in','to':1} | /run_if/to type",
        "{'value':'${a}','op':'exists','to':1} | /run_if/to type",
        "{'value':'${a}','op':'matches','to':'('} | /run_if/to type",
        "{'value':'${a}','op':'eq','to':1,'x':1} | /run_if/x unknown_field",
        "{'all':[],'any':[]} | /run_if/any unknown_field",
        "{'all':[]} | /run_if/all type",
        "{'any':{}} | /run_if/any type",
        "{'not':[]} | /run_if/not type",
        "{'all':[{'not':{'value':'${a}','op':'eq'}}]} | /run_if/all/0/not/to required",
      })
  void refusesAFaultAtItsPlace(String condition, String fault) {
    assertThat(faults(condition)).contains(fault);
  }

  @Test
  void isBoundedInDepthAndNumber() {
    String one = "{'value':'${a}','op':'exists'}";
    String nested = "{'not':".repeat(7) + one + "}".repeat(7);
    assertThat(faults(nested)).isEmpty();
    assertThat(faults("{'not':" + nested + "}"))
        .containsExactly("/run_if" + "/not".repeat(8) + " too_deep");
    String many = String.join(",", java.util.Collections.nCopies(100, one));
    assertThat(faults("{'all':[" + many + "]}")).isEmpty();
    assertThat(faults("{'all':[" + many + "," + one + "]}")).containsExactly("/run_if too_large");
  }
}
