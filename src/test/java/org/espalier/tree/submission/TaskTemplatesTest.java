package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class TaskTemplatesTest {
  private static ObjectNode json(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  /** Every expression has the value {@code <expression>}. */
  private static ObjectNode filled(String template, String... kept) {
    ObjectNode task = json(template);
    TaskTemplates.fill(task, Set.of(kept), expression -> TextNode.valueOf("<" + expression + ">"));
    return task;
  }

  @Test
  void leavesKeptNamesAndSecrets() {
    assertThat(
            filled("{'a':['${item.x}','${items}','${dep} ${secret:S} ${index}']}", "item", "index"))
        .isEqualTo(json("{'a':['${item.x}','<items>','<dep> ${secret:S} ${index}']}"));
  }

  @Test
  void keepsTheNamesOfATemplateInsideButNotInItsOwnInputs() {
    assertThat(
            filled(
                "{'schemas':{'method':'foreach_executor'},'inputs':{'items':'${item.a}','as':'cell','task':{'inputs':{'c':'${cell}','i':'${item}','n':'${index}'}}}}"))
        .isEqualTo(
            json(
                "{'schemas':{'method':'foreach_executor'},'inputs':{'items':'<item.a>','as':'cell','task':{'inputs':{'c':'${cell}','i':'<item>','n':'${index}'}}}}"));
  }

  @Test
  void whatIsFilledInIsNoReferenceLater() {
    ObjectNode task = json("{'whole':'${x}','part':'a ${x}','literal':'$${x}'}");
    TaskTemplates.fill(task, Set.of(), expression -> json("{'k':['${secret:S}',1]}"));
    assertThat(task)
        .isEqualTo(
            json(
                "{'whole':{'k':['$${secret:S}',1]},'part':'a {\\'k\\':[\\'$${secret:S}\\',1]}','literal':'$${x}'}"
                    .replace("\\'", "\\\"")));
  }

  @Test
  void aReferenceThatNobodyKnowsStays() {
    ObjectNode task = json("{'a':'${b}'}");
    TaskTemplates.fill(task, Set.of(), expression -> null);
    assertThat(task).isEqualTo(json("{'a':'${b}'}"));
  }
}
