package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class InputChangesTest {
  private static ObjectNode json(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  private static ObjectNode applied(String before, String after, String inputs) {
    ObjectNode target = json(inputs);
    InputChanges.apply(json(before), json(after), target);
    return target;
  }

  @Test
  void whatWasLeftAloneKeepsItsSecret() {
    String before = "{'url':'u','auth':{'token':'${secret:T}','type':'bearer'},'gone':1}";
    String after = "{'url':'v','auth':{'token':'${secret:T}','type':'basic'},'more':[1]}";
    String inputs = "{'url':'u','auth':{'token':'xyz','type':'bearer'},'gone':1}";
    assertThat(applied(before, after, inputs))
        .isEqualTo(json("{'url':'v','auth':{'token':'xyz','type':'basic'},'more':[1]}"));
  }

  @Test
  void aTextOfAHookIsNotLookedUp() {
    assertThat(applied("{'a':'x'}", "{'a':'${secret:T}'}", "{'a':'x'}"))
        .isEqualTo(json("{'a':'${secret:T}'}"));
  }

  @Test
  void anObjectMayTakeThePlaceOfAText() {
    assertThat(applied("{'a':'x'}", "{'a':{'b':1}}", "{'a':'x'}")).isEqualTo(json("{'a':{'b':1}}"));
    assertThat(applied("{'a':{'b':1}}", "{}", "{'a':{'b':1}}")).isEqualTo(json("{}"));
  }
}
