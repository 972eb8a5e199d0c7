package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.message.RunOptions;
import org.espalier.executor.CancellationToken;
import org.espalier.json.Json;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class FlatMergeTest {
  private static final UUID ID = new UUID(0, 1);

  private static ObjectNode object(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  private static String merged(
      RunOptions options, String kind, Optional<String> taskSchema, String executorSchema) {
    ObjectNode inputs = object("{'own':1}");
    Assignment attempt =
        new Assignment(
            ID,
            ID,
            1,
            ID,
            "task",
            0,
            1,
            kind,
            2,
            "{}",
            Optional.empty(),
            Optional.empty(),
            taskSchema.map(text -> text.replace('\'', '"')),
            List.of(
                result("a", "{'own':9,'x':1,'delay':5}"),
                result("b", "{'result':{'x':2,'y':3}}"),
                new DependencyResult(ID, null, "c", TaskStatus.FAILED, null, "broken")),
            Duration.ofMinutes(1),
            new CancellationToken(),
            new Attempts(),
            options,
            false);
    FlatMerge.into(inputs, attempt, object(executorSchema));
    return Json.write(inputs).replace('"', '\'');
  }

  private static DependencyResult result(String name, String json) {
    return new DependencyResult(ID, null, name, TaskStatus.COMPLETED, object(json), null);
  }

  private static final RunOptions FLAT = new RunOptions(true, false);
  private static final String OPEN = "{'properties':{'delay':{}}}";

  @Test
  void laysInWhatTheExecutorGivesNoMeaningAndNeverOverTheTasksOwn() {
    assertThat(merged(FLAT, "any", Optional.empty(), OPEN)).isEqualTo("{'own':1,'x':2,'y':3}");
    assertThat(merged(FLAT, "any", Optional.empty(), "{}"))
        .isEqualTo("{'own':1,'x':2,'delay':5,'y':3}");
  }

  @Test
  void laysInWhatTheTasksSchemaNames() {
    Optional<String> schema = Optional.of("{'properties':{'delay':{},'y':{}}}");
    assertThat(merged(FLAT, "any", schema, OPEN)).isEqualTo("{'own':1,'delay':5,'y':3}");
  }

  @Test
  void laysInNothingWhereItIsNotWanted() {
    assertThat(merged(RunOptions.NONE, "any", Optional.empty(), OPEN)).isEqualTo("{'own':1}");
    assertThat(merged(FLAT, "aggregate_results_executor", Optional.empty(), OPEN))
        .isEqualTo("{'own':1}");
    assertThat(merged(FLAT, "any", Optional.empty(), "{'additionalProperties':false}"))
        .isEqualTo("{'own':1}");
  }
}
