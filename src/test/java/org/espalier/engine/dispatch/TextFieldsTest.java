package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFieldsTest {
  private static final ObjectNode SCHEMA =
      json(
          "{'type':'object','properties':{"
              + "'body':{'type':'string'},'maybe':{'type':['string','null']},'any':{},"
              + "'either':{'type':['string','object']},'count':{'type':['string','integer']},"
              + "'env':{'type':'object','additionalProperties':{'type':['string','number']}},"
              + "'words':{'type':['string','array'],'items':{'type':'string'}},"
              + "'to':{'$ref':'#/definitions/address'}},"
              + "'additionalProperties':true,'definitions':{'address':{'type':'string'}}}");

  @ParameterizedTest // #19
  @CsvSource(
      delimiter = ';',
      value = {
        "{'body':{'rows':[1,'a']}};{'body':'{\\\"rows\\\":[1,\\\"a\\\"]}'}",
        "{'body':[1,2]};{'body':'[1,2]'}",
        "{'body':7.50};{'body':'7.50'}",
        "{'body':true};{'body':'true'}",
        "{'body':'as it is'};{'body':'as it is'}",
        "{'body':null};{'body':null}",
        "{'maybe':[1]};{'maybe':'[1]'}",
        "{'any':{'n':1}};{'any':{'n':1}}",
        "{'either':{'n':1}};{'either':{'n':1}}",
        "{'either':[1]};{'either':'[1]'}",
        "{'count':5};{'count':5}",
        "{'env':{'A':{'n':1},'B':2,'C':true}};{'env':{'A':'{\\\"n\\\":1}','B':2,'C':'true'}}",
        "{'words':['a',{'n':1},3]};{'words':['a','{\\\"n\\\":1}','3']}",
        "{'to':{'n':1}};{'to':'{\\\"n\\\":1}'}",
        "{'some-id':{'n':1}};{'some-id':{'n':1}}"
      })
  void aValueBecomesItsJsonTextWhereTheSchemaTakesStringsAndNotItsType(
      String given, String expected) {
    ObjectNode inputs = json(given);
    TextFields.convert(inputs, SCHEMA);
    assertThat(inputs).isEqualTo(json(expected));
  }

  @Test
  void aSchemaThatSaysNothingConvertsNothing() {
    ObjectNode inputs = json("{'a':{'b':[1]}}");
    TextFields.convert(inputs, json("{}"));
    assertThat(inputs).isEqualTo(json("{'a':{'b':[1]}}"));
  }
}
