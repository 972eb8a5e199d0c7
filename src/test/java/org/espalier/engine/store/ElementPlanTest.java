package org.espalier.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunPlan.PlannedTask;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class ElementPlanTest {
  private static final UUID LIST = new UUID(0, 1);
  private static final UUID EACH = new UUID(0, 2);
  private static final UUID DONE = new UUID(0, 3);
  private static final UUID INNER = new UUID(0, 4);
  private static final UUID INNER_DONE = new UUID(0, 5);
  private static final UUID INNER_FAILED = new UUID(0, 6);

  /** A list whose second element makes tasks itself, of which one has failed. */
  private static List<PlannedTask> tree(TaskStatus each) {
    List<PlannedTask> tasks = new ArrayList<>();
    tasks.add(new PlannedTask(LIST, TaskStatus.COMPLETED, 1, List.of()));
    tasks.add(new PlannedTask(EACH, each, 0, List.of(new TaskDependency(LIST, true))));
    tasks.add(made(DONE, TaskStatus.COMPLETED, EACH));
    tasks.add(made(INNER, TaskStatus.FAILED, EACH));
    tasks.add(made(INNER_DONE, TaskStatus.COMPLETED, INNER));
    tasks.add(made(INNER_FAILED, TaskStatus.FAILED, INNER));
    return tasks;
  }

  private static PlannedTask made(UUID id, TaskStatus status, UUID maker) {
    return new PlannedTask(id, status, 0, List.of(), false, maker);
  }

  private static RunStart start(RunScope scope, UUID... tasks) {
    return new RunStart(scope, Set.of(tasks), Map.of());
  }

  @Test
  void aRunOfWhatFailedKeepsWhatCompleted() {
    ElementPlan plan = ElementPlan.of(start(RunScope.FAILED), tree(TaskStatus.FAILED));
    assertThat(plan.toRun()).containsExactlyInAnyOrder(EACH, INNER, INNER_FAILED);
    assertThat(plan.toRemove()).isEmpty();
  }

  @Test
  void aRunOfAllMakesAllAnew() {
    ElementPlan plan = ElementPlan.of(RunStart.ALL, tree(TaskStatus.FAILED));
    assertThat(plan.toRun()).containsExactlyInAnyOrder(LIST, EACH);
    assertThat(plan.toRemove()).containsExactlyInAnyOrder(DONE, INNER, INNER_DONE, INNER_FAILED);
  }

  @Test
  void aTaskThatCompletedAndIsChosenMakesAllAnew() {
    ElementPlan plan = ElementPlan.of(start(RunScope.TASKS, EACH), tree(TaskStatus.COMPLETED));
    assertThat(plan.toRun()).containsExactly(EACH);
    assertThat(plan.toRemove()).hasSize(4);
  }

  @Test
  void toChooseAMadeTaskIsToChooseTheOneThatWasSubmitted() {
    ElementPlan plan = ElementPlan.of(start(RunScope.TASKS, INNER_FAILED), tree(TaskStatus.FAILED));
    assertThat(plan.toRun()).containsExactlyInAnyOrder(EACH, INNER, INNER_FAILED);
  }

  @Test
  void failuresThatWereAcceptedAreNotRunAgain() {
    ElementPlan plan = ElementPlan.of(start(RunScope.FAILED), tree(TaskStatus.COMPLETED));
    assertThat(plan.toRun()).isEmpty();
    assertThat(plan.toRemove()).isEmpty();
  }
}
