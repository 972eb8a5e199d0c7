package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class ConstantCheckTest {
  private static final ObjectNode EXAMPLE = object("{'url':'http://h/','count':1,'method':'GET'}");

  /** Refuses one thing at a time, as executors do. */
  private static final InputRules RULES =
      draft -> {
        Inputs inputs = Inputs.of(draft);
        String url = inputs.requireText("url");
        if (!url.startsWith("http://")) {
          throw new InvalidInputException("inputs.url must begin with http://.");
        }
        long count = inputs.wholeNumber("count", 1, 1, 9);
        if (inputs.text("method").orElse("GET").contains(" ")) {
          throw new InvalidInputException("inputs.method must be a word.");
        }
        for (var header : inputs.object("headers").orElseGet(Json::object).properties()) {
          if (header.getKey().contains(" ")) {
            throw new InvalidInputException(
                "inputs.headers.%s cannot be sent.".formatted(header.getKey()));
          }
        }
        if (url.length() > 10 * count) {
          throw new InvalidInputException("inputs.count is too low for the URL.");
        }
      };

  private static ObjectNode object(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  private static Map<String, String> faults(InputRules rules, String inputs) {
    return new ConstantCheck(rules, List.of(EXAMPLE), object(inputs), Json.object()).faults();
  }

  @Test // #19
  void tellsAllFaultsTogether() {
    assertThat(
            faults(
                RULES,
                "{'url':'ftp://h','count':99,'method':'G T','headers':{'a b':1,'c':2,'d e.f':3}}"))
        .containsOnlyKeys(
            "/inputs/url",
            "/inputs/count",
            "/inputs/method",
            "/inputs/headers/a b",
            "/inputs/headers/d e.f")
        .containsEntry("/inputs/url", "inputs.url must begin with http://.");
    assertThat(faults(RULES, "{'url':'http://h','headers':{'a':1}}")).isEmpty();
  }

  @Test // #19
  void passesOverWhatHoldsAReferenceAndLooksOn() {
    assertThat(faults(RULES, "{'url':'${a.url}','method':'G T','count':'${a.n}'}"))
        .containsOnlyKeys("/inputs/method");
    assertThat(faults(RULES, "{'url':'http://$${h}','method':'$${a b}'}"))
        .containsOnlyKeys("/inputs/method");
  }

  @Test
  void passesOverAFaultThatAReferenceMayHaveCaused() {
    assertThat(faults(RULES, "{'url':'http://${a.long.reference}','count':1}")).isEmpty();
    assertThat(faults(RULES, "{'url':'http://a.long.constant','count':1}"))
        .containsOnlyKeys("/inputs/count");
  }

  @Test
  void whatIsAbsentIsNoFault() {
    assertThat(faults(RULES, "{'method':'G T'}")).containsOnlyKeys("/inputs/method");
    assertThat(faults(RULES, "{}")).isEmpty();
  }

  @Test
  void rulesThatFailOrNeverEndTellNothing() {
    assertThat(
            faults(
                draft -> {
                  throw new IllegalStateException("broken");
                },
                "{'url':1}"))
        .isEmpty();
    assertThat(
            faults(
                draft -> {
                  throw new InvalidInputException("Something is wrong.");
                },
                "{'url':1}"))
        .isEmpty();
    assertThat(
            faults(
                draft -> {
                  throw new InvalidInputException("inputs.url is never right.");
                },
                "{'url':'x'}"))
        .containsOnlyKeys("/inputs/url");
  }

  @Test
  void leavesTheInputsAsTheyAre() {
    ObjectNode inputs = object("{'url':'ftp://h'}");
    InputRules greedy =
        draft -> {
          draft.inputs().removeAll();
          throw new InvalidInputException("inputs.url is wrong.");
        };

    new ConstantCheck(greedy, List.of(EXAMPLE), inputs, Json.object()).faults();

    assertThat(inputs).isEqualTo(object("{'url':'ftp://h'}"));
  }

  @Test
  void findsThePlaceInAMessage() {
    ObjectNode inputs =
        object("{'to':['a','b'],'headers':{'X.Y':1,'X':2},'statements':[{'sql':1}]}");

    assertThat(pointer("inputs.to[1] must be an address.", inputs)).isEqualTo("/inputs/to/1");
    assertThat(pointer("inputs.headers.X.Y cannot be set.", inputs))
        .isEqualTo("/inputs/headers/X.Y");
    assertThat(pointer("inputs.headers.X cannot be set.", inputs)).isEqualTo("/inputs/headers/X");
    assertThat(pointer("inputs.statements[0].sql must be SQL.", inputs))
        .isEqualTo("/inputs/statements/0/sql");
    assertThat(pointer("inputs.headers has a name.", inputs)).isEqualTo("/inputs/headers");
    assertThat(pointer("inputs.to: give one.", inputs)).isEqualTo("/inputs/to");
    assertThat(FaultPlace.in("inputs.cc is required.", inputs, Json.object()))
        .hasValueSatisfying(place -> assertThat(place.absent()).contains("cc"));
    assertThat(FaultPlace.in("Something else.", inputs, Json.object())).isEmpty();
  }

  private static String pointer(String message, ObjectNode inputs) {
    return FaultPlace.in(message, inputs, Json.object()).orElseThrow().pointer();
  }
}
