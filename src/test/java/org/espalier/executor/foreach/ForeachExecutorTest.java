package org.espalier.executor.foreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeachExecutorTest implements TaskExecutorContract {
  private final ForeachExecutor executor = new ForeachExecutor();

  @Override
  public TaskExecutor executor() {
    return executor;
  }

  /** Of a list without elements nothing is left to the engine. */
  @Override
  public ObjectNode goodInputs() {
    return json("{'items':[],'task':{'schemas':{'method':'echo_executor'}}}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(json("{'items':[],'task':{},'on_failure':'shrug'}"), "/inputs/on_failure");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'items':'a, b','task':{}}"));
  }

  private ExecutionOutcome execute(String inputs) {
    return TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(json(inputs))));
  }

  private Expanded expand(String items, String task) {
    return (Expanded) execute("{'items':%s,'task':%s}".formatted(items, task));
  }

  @Test
  void anEmptyListCompletesAtOnce() {
    assertThat(((Succeeded) execute("{'items':[],'task':{}}")).result())
        .isEqualTo(json("{'count':0,'results':[],'failed':[]}"));
  }

  @Test
  void fillsInTheElementAndItsIndexAndKeepsTheirTypes() {
    Expanded expanded =
        expand(
            "[{'n':1,'deep':[7,8]},{'n':2.50,'deep':['x']}]",
            "{'name':'do ${item.n}','inputs':{'whole':'${item}','n':'${item.n}','first':'${item.deep[0]}','text':'#${index}: ${item.n}','i':'${index}'},'timeout':'${item.n}'}");
    assertThat(expanded.count()).isEqualTo(2);
    assertThat(expanded.task().apply(1))
        .isEqualTo(
            json(
                "{'name':'do 2.50[1]','inputs':{'whole':{'n':2.50,'deep':['x']},'n':2.50,'first':'x','text':'#1: 2.50','i':1},'timeout':2.50}"));
  }

  @Test
  void namesTasksAfterTheTaskThatMakesThem() {
    Expanded expanded = expand("[1]", "{'inputs':{}}");
    assertThat(expanded.task().apply(0).path("name").textValue())
        .isEqualTo(Contexts.of(json("{}")).taskName() + "[0]");
  }

  @Test
  void leavesSecretsAndOtherReferencesAsTheyAre() {
    Expanded expanded =
        expand("['a']", "{'inputs':{'t':'${secret:KEY} ${item}','x':'${other.y}','l':'$${item}'}}");
    assertThat(expanded.task().apply(0).path("inputs"))
        .isEqualTo(json("{'t':'${secret:KEY} a','x':'${other.y}','l':'$${item}'}"));
  }

  @Test
  void whatAnElementHoldsIsNeverReadAsAReference() {
    Expanded expanded = expand("['${secret:KEY}']", "{'inputs':{'a':'${item}','b':'<${item}>'}}");
    assertThat(expanded.task().apply(0).path("inputs"))
        .isEqualTo(json("{'a':'$${secret:KEY}','b':'<$${secret:KEY}>'}"));
  }

  @Test
  void aListInsideAListKeepsItsOwnElement() {
    Expanded outer =
        (Expanded)
            execute(
                "{'items':[{'id':'r','cells':[1,2]}],'as':'row','task':{'schemas':{'method':'foreach_executor'},'inputs':{'items':'${row.cells}','task':{'inputs':{'row':'${row.id}','cell':'${item}','i':'${index}'}}}}}");
    assertThat(outer.task().apply(0).path("inputs"))
        .isEqualTo(
            json("{'items':[1,2],'task':{'inputs':{'row':'r','cell':'${item}','i':'${index}'}}}"));
  }

  @Test
  void anElementWithoutWhatTheTemplateNamesIsAFailure() {
    Expanded expanded = expand("[{'url':'a'},{}]", "{'inputs':{'url':'${item.url}'}}");
    assertThatThrownBy(() -> expanded.task().apply(1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("inputs.task: '${item.url}': element 1 has no 'url' there.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | inputs.items is required",
        "{'items':{'a':1},'task':{}} | inputs.items must be a list, got an object.",
        "{'items':[1]} | inputs.task is required",
        "{'items':[1],'task':{},'max_concurrency':0} | inputs.max_concurrency must be a whole number",
        "{'items':[1],'task':{},'on_failure':'panic'} | inputs.on_failure must be fail, stop or complete",
      })
  void refusesWrongInputs(String inputs, String message) {
    Failed failed = (Failed) execute(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith(message);
  }

  @Test
  void refusesMoreElementsThanAreSensible() {
    ObjectNode inputs = json("{'task':{}}");
    var items = inputs.putArray("items");
    for (int i = 0; i <= ElementTemplate.MAX_ELEMENTS; i++) {
      items.add(i);
    }
    Failed failed =
        (Failed) TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs)));
    assertThat(failed.message()).contains("100001 elements").contains("100000");
  }

  @Test
  void readsHowTheTasksAreRun() {
    Expanded usual = expand("[1]", "{}");
    assertThat(usual.maxConcurrency()).isEqualTo(10);
    assertThat(usual.onFailure()).isEqualTo(OnFailure.FAIL);
    assertThat(usual.collects()).isTrue();
    Expanded other =
        (Expanded)
            execute(
                "{'items':[1],'task':{},'max_concurrency':3,'on_failure':'stop','collect':false}");
    assertThat(other.maxConcurrency()).isEqualTo(3);
    assertThat(other.onFailure()).isEqualTo(OnFailure.STOP);
    assertThat(other.collects()).isFalse();
  }
}
