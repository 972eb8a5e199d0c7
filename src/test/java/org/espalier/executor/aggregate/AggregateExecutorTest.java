package org.espalier.executor.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.junit.jupiter.api.Test;

class AggregateExecutorTest implements TaskExecutorContract {
  private final AggregateExecutor aggregate =
      new AggregateExecutor(Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

  @Override
  public TaskExecutor executor() {
    return aggregate;
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'task-1':{'n':1},'task-2':{'n':2}}");
  }

  @Test
  void collectsEveryInput() {
    assertThat(aggregate.execute(Contexts.of("{'a':{'n':1},'b.c':2}")))
        .isEqualTo(
            new Succeeded(
                json(
                    "{'summary':'Aggregated 2 results: a, b.c','timestamp':'2026-01-02T03:04:05Z',"
                        + "'result_count':2,'results':{'a':{'n':1},'b.c':2},'ids':{}}")));
  }

  @Test // #19
  void aDependencyIsFoundByItsNameAndOnlyOnce() {
    ExecutionContext one = Contexts.of("{'id-1':{'n':1},'id-2':{'n':2},'taken':3,'id-3':{'n':3}}");
    Succeeded outcome =
        (Succeeded)
            aggregate.execute(
                Contexts.withDependencies(
                    one, Map.of("id-1", "cpu", "id-2", "disk", "id-3", "taken")));
    assertThat(outcome.result().path("results"))
        .isEqualTo(json("{'cpu':{'n':1},'disk':{'n':2},'taken':3,'id-3':{'n':3}}"));
    assertThat(outcome.result().path("ids")).isEqualTo(json("{'cpu':'id-1','disk':'id-2'}"));
    assertThat(outcome.result().path("result_count").intValue()).isEqualTo(4);
    assertThat(outcome.result().path("summary").textValue())
        .isEqualTo("Aggregated 4 results: cpu, disk, taken and 1 more");
  }

  @Test
  void namesThreeAndCountsTheRest() {
    Succeeded outcome =
        (Succeeded) aggregate.execute(Contexts.of("{'a':1,'b':2,'c':3,'d':4,'e':5}"));
    assertThat(outcome.result().path("summary").textValue())
        .isEqualTo("Aggregated 5 results: a, b, c and 2 more");
  }

  @Test
  void dropsTheMarkersOfHooksAndLeavesTheInputsAlone() {
    ObjectNode inputs = json("{'_pre_hook_executed':true,'_pre_hook_timestamp':'t','a':1}");
    Succeeded outcome = (Succeeded) aggregate.execute(Contexts.of(inputs));
    assertThat(outcome.result().path("results")).isEqualTo(json("{'a':1}"));
    assertThat(inputs).hasSize(3);
  }

  @Test
  void nothingToCollectIsNoFailure() {
    Succeeded outcome = (Succeeded) aggregate.execute(Contexts.of("{}"));
    assertThat(outcome.result().path("result_count").intValue()).isZero();
  }
}
