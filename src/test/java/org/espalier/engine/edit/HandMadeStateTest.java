package org.espalier.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.RunOptions;
import org.espalier.json.Json;
import org.espalier.json.field.Violations;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandMadeStateTest {
  private static final UUID ID = new UUID(0, 1);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static Task task(TaskStatus status) {
    return new StoredTask(ID, ID, "t").state("status", status).build();
  }

  private static StateChange to(TaskStatus status) {
    return new StateChange(
        Optional.of(status), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static List<String> faults(Task task, StateChange change) {
    Violations violations = new Violations(10);
    HandMadeState.check(task, change, List.of(task), violations);
    return violations.list().stream().map(violation -> violation.code().word()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheProtocolsTransitionsAreLegal(TaskStatus from) {
    for (TaskStatus to : TaskStatus.values()) {
      boolean isLegal = from == to || from.mayBecome(to);
      assertThat(faults(task(from), to(to)).contains("transition")).isEqualTo(!isLegal);
    }
  }

  @Test
  void anOptionalDependencyThatCanNeverStartIsSatisfied() { // #19
    Task bad = new StoredTask(ID, new UUID(0, 2), "bad").state("status", TaskStatus.FAILED).build();
    Task next = new StoredTask(ID, new UUID(0, 3), "next").dependsOn(bad.id(), true).build();
    Task notify = new StoredTask(ID, new UUID(0, 4), "notify").dependsOn(next.id(), false).build();
    for (Task task : List.of(next, notify)) {
      Violations violations = new Violations(10);
      HandMadeState.check(task, to(TaskStatus.IN_PROGRESS), List.of(bad, next, notify), violations);
      assertThat(violations.list().isEmpty()).isEqualTo(task == notify);
    }
  }

  @Test
  void resultsAndErrorsGoWithTheStatus() {
    StateChange result =
        new StateChange(
            Optional.empty(), Optional.empty(), Optional.of(Json.object()), Optional.empty());
    assertThat(faults(task(TaskStatus.PENDING), result)).containsExactly("not_applicable");
    StateChange error =
        new StateChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("no"));
    assertThat(faults(task(TaskStatus.COMPLETED), error)).containsExactly("not_applicable");
    assertThat(faults(task(TaskStatus.FAILED), error)).isEmpty();
  }

  @Test
  void aChangeBringsItsTimes() {
    HandMadeState begun =
        HandMadeState.of(task(TaskStatus.PENDING), to(TaskStatus.IN_PROGRESS), NOW);
    assertThat(begun)
        .isEqualTo(new HandMadeState(TaskStatus.IN_PROGRESS, 0, null, null, NOW, null));
    HandMadeState failed =
        HandMadeState.of(task(TaskStatus.IN_PROGRESS), to(TaskStatus.FAILED), NOW);
    assertThat(failed.completedAt()).isEqualTo(NOW);
    assertThat(failed.error()).isNotBlank();
    HandMadeState again = HandMadeState.of(task(TaskStatus.FAILED), to(TaskStatus.PENDING), NOW);
    assertThat(again).isEqualTo(new HandMadeState(TaskStatus.PENDING, 0, null, null, null, null));
  }

  @Test
  void whatIsStoredOfARunIsReadBack() {
    Cancellations said = Cancellations.NONE.with(ID, "why").withRun("all").withRun("too late");
    assertThat(Cancellations.ofText(said.text())).isEqualTo(said);
    assertThat(said.ofRun()).contains("all");
    assertThat(Cancellations.ofText(null).isEmpty()).isTrue();
    for (boolean flat : new boolean[] {true, false}) {
      for (boolean demo : new boolean[] {true, false}) {
        RunOptions options = new RunOptions(flat, demo);
        assertThat(RunOptions.ofText(options.text())).isEqualTo(options);
      }
    }
    assertThat(RunOptions.NONE.text()).isNull();
  }
}
