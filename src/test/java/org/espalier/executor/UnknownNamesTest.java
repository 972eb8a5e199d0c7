package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownNamesTest {
  private static final String LISTED = "'properties':{'url':{},'timeout':{},'max_bytes':{}}";

  private static List<SchemaViolation> unknown(String schema, String value, String... further) {
    return new UnknownNames(Json.readObject(json(schema)), "some_executor")
        .in(Json.readObject(json(value)), Set.of(further));
  }

  private static List<String> pointers(String schema, String value, String... further) {
    return unknown(schema, value, further).stream().map(SchemaViolation::pointer).toList();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @ParameterizedTest // #19
  @CsvSource({
    "tiemout, timeout",
    "time_out, timeout",
    "Timeout, timeout",
    "maxBytes, max_bytes",
    "max-bytes, max_bytes",
    "ur, url"
  })
  void asksForTheNearestName(String written, String meant) {
    assertThat(unknown("{" + LISTED + "}", "{'" + written + "':1}"))
        .containsExactly(
            new SchemaViolation(
                "/" + written,
                "There is no input '%s' of some_executor; did you mean '%s'?"
                    .formatted(written, meant)));
  }

  @Test // #19
  void listsTheNamesWhenNoneIsNear() {
    assertThat(unknown("{" + LISTED + "}", "{'privileged':true}").get(0).message())
        .isEqualTo(
            "There is no input 'privileged' of some_executor; there are: max_bytes, timeout, url.");
  }

  @Test // #19
  void aSchemaThatListsPropertiesTakesOnlyTheseUnlessItSaysOtherwise() {
    assertThat(pointers("{" + LISTED + "}", "{'url':1,'x':1,'y/~':2}"))
        .containsExactly("/x", "/y~1~0");
    assertThat(pointers("{" + LISTED + ",'additionalProperties':false}", "{'x':1}"))
        .containsExactly("/x");
    assertThat(pointers("{" + LISTED + ",'additionalProperties':true}", "{'x':1}")).isEmpty();
    assertThat(pointers("{" + LISTED + ",'additionalProperties':{'type':'string'}}", "{'x':1}"))
        .isEmpty();
    assertThat(pointers("{" + LISTED + ",'patternProperties':{'^x':{}}}", "{'x':1}")).isEmpty();
    assertThat(pointers("{'type':'object'}", "{'x':1}")).isEmpty();
    assertThat(pointers("{}", "{'x':1}")).isEmpty();
    assertThat(pointers("{'additionalProperties':false}", "{'x':1}")).containsExactly("/x");
  }

  @Test
  void furtherNamesAreThoseOfTheWholeOnly() {
    String schema = "{'properties':{'tls':{'properties':{'ca':{}}}}}";

    assertThat(pointers(schema, "{'dep':{'a':1},'tls':{'ca':1}}", "dep")).isEmpty();
    assertThat(pointers(schema, "{'tls':{'dep':1}}", "dep")).containsExactly("/tls/dep");
  }

  @Test // #19
  void looksIntoObjectsAndArrays() {
    String schema =
        """
        {'properties':{
          'retry':{'properties':{'max':{}}},
          'upload':{'type':'array','items':{'properties':{'path':{}}}},
          'headers':{'type':'object','additionalProperties':{'type':'string'}},
          'json':{}}}
        """;

    assertThat(
            pointers(
                schema,
                "{'retry':{'max':1,'mix':2},'upload':[{'path':1},{'paht':1}],"
                    + "'headers':{'X':'1'},'json':{'any':{'thing':1}}}"))
        .containsExactlyInAnyOrder("/retry/mix", "/upload/1/paht");
  }

  @Test // #19
  void followsReferencesAndChoosesAmongBranchesByTheirConstants() {
    String schema =
        """
        {'properties':{'auth':{'$ref':'#/definitions/auth'},'far':{'$ref':'http://else.where/x'}},
         'definitions':{'auth':{'anyOf':[
           {'type':'null'},
           {'properties':{'type':{'const':'bearer'},'token':{}}},
           {'properties':{'type':{'const':'basic'},'username':{},'password':{}}}]}}}
        """;

    assertThat(pointers(schema, "{'auth':{'type':'bearer','token':'t'}}")).isEmpty();
    assertThat(pointers(schema, "{'auth':{'type':'bearer','tokn':'t'}}"))
        .containsExactly("/auth/tokn");
    assertThat(pointers(schema, "{'auth':{'type':'bearer','username':'u'}}"))
        .containsExactly("/auth/username");
    assertThat(pointers(schema, "{'auth':{'type':'${a.b}','username':'u','token':'t'}}")).isEmpty();
    assertThat(pointers(schema, "{'far':{'x':1}}")).isEmpty();
  }

  @Test
  void aSchemaThatContainsItselfComesToAnEnd() {
    String schema = "{'properties':{'c':{'$ref':'#'}},'allOf':[{'$ref':'#'}]}";

    assertThat(pointers(schema, "{'c':{'c':{'d':1}}}")).containsExactly("/c/c/d");
  }
}
