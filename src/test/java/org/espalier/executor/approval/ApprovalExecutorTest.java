package org.espalier.executor.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.Question;
import org.espalier.executor.Question.AtDeadline;
import org.espalier.executor.Question.OnReject;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalExecutorTest implements TaskExecutorContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

  private final ApprovalExecutor executor =
      new ApprovalExecutor(Clock.fixed(NOW, ZoneOffset.UTC), new InputSchemas());

  @Override
  public TaskExecutor executor() {
    return executor;
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'title':'Pay?'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'deadline':'tomorrow'}"),
        "/inputs/deadline",
        json("{'within':'soon'}"),
        "/inputs/within",
        json("{'form':{'type':'nonsense'}}"),
        "/inputs/form");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'at_deadline':'perhaps','within':1}"));
  }

  private ExecutionOutcome execute(String inputs) {
    return TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(json(inputs))));
  }

  @Test
  void asksWhatItIsGiven() {
    ExecutionOutcome outcome =
        execute(
            "{'title':'Pay?','message':'By Friday.','data':{'n':1},'form':{'type':'object'},"
                + "'approvers':['ada','managers'],'deadline':'2026-01-03T04:04:05+01:00',"
                + "'at_deadline':'fail','on_reject':'complete'}");
    assertThat(outcome)
        .isEqualTo(
            new Asked(
                new Question(
                    "Pay?",
                    "By Friday.",
                    json("{'n':1}"),
                    json("{'type':'object'}"),
                    List.of("ada", "managers"),
                    Optional.of(Instant.parse("2026-01-03T03:04:05Z")),
                    AtDeadline.FAIL,
                    OnReject.COMPLETE)));
  }

  @Test
  void asksUnderTheNameOfTheTaskWhenThereIsNoTitle() {
    Question question = ((Asked) execute("{'within':'PT1H'}")).question();
    assertThat(question.title()).isEqualTo(Contexts.of(Json.object()).taskName());
    assertThat(question.deadline()).contains(NOW.plusSeconds(3600));
    assertThat(question.atDeadline()).isEqualTo(AtDeadline.REJECT);
    assertThat(question.onReject()).isEqualTo(OnReject.FAIL);
  }

  @Test
  void aStoredQuestionIsReadAsItWas() {
    Question question =
        ((Asked) execute("{'title':'Pay?','approvers':['a b','c'],'data':{'x':[1]},'within':5}"))
            .question();
    assertThat(Question.ofJson(Json.readObject(Json.write(question.toJson())), question.deadline()))
        .isEqualTo(question);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'title':7} | inputs.title must be a string",
        "{'data':[1]} | inputs.data must be an object",
        "{'form':{'type':'nonsense'}} | inputs.form is no JSON schema that can be used:",
        "{'form':{'$ref':'http://127.0.0.1:1/x'}} | inputs.form is no JSON schema that can be used:",
        "{'deadline':'2026-01-03T00:00:00Z','within':1} | give either 'deadline' or 'within', not both.",
        "{'within':'soon'} | inputs.within must be",
        "{'at_deadline':'approve'} | inputs.at_deadline needs a deadline",
        "{'within':1,'at_deadline':'wait'} | inputs.at_deadline must be one of reject, approve, fail",
        "{'on_reject':true} | inputs.on_reject must be one of fail, complete",
        "{'approvers':'ada'} | inputs.approvers must be a list",
        "{'approvers':['']} | inputs.approvers must be a list",
      })
  void refusesWhatIsNoQuestion(String inputs, String message) {
    assertThat(execute(inputs)).isInstanceOf(Failed.class);
    Failed failed = (Failed) execute(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).contains(message);
  }
}
