package org.espalier.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunPlan.PlannedTask;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class RunPlanTest {
  private static UUID id(int number) {
    return new UUID(0, number);
  }

  private static PlannedTask task(int number, TaskStatus status, int... dependencies) {
    return new PlannedTask(
        id(number),
        status,
        0,
        Arrays.stream(dependencies).mapToObj(d -> new TaskDependency(id(d), true)).toList());
  }

  private static RunStart failed() {
    return new RunStart(RunScope.FAILED, Set.of(), Map.of());
  }

  private static RunStart chosen(Integer... numbers) {
    Set<UUID> ids = Set.copyOf(Arrays.stream(numbers).map(RunPlanTest::id).toList());
    return new RunStart(RunScope.TASKS, ids, Map.of());
  }

  private static final List<PlannedTask> CHAIN =
      List.of(
          task(1, TaskStatus.COMPLETED),
          task(2, TaskStatus.FAILED, 1),
          task(3, TaskStatus.COMPLETED, 2),
          task(4, TaskStatus.COMPLETED, 1),
          task(5, TaskStatus.PENDING, 3, 4));

  @Test
  void allIsEveryTask() {
    assertThat(RunPlan.tasksToRun(RunStart.ALL, CHAIN))
        .containsExactlyInAnyOrder(id(1), id(2), id(3), id(4), id(5));
  }

  @Test
  void failedIsWhatDidNotCompleteAndEverythingDownstream() {
    assertThat(RunPlan.tasksToRun(failed(), CHAIN)).containsExactlyInAnyOrder(id(2), id(3), id(5));
  }

  @Test
  void failedIsNothingWhenEverythingCompleted() {
    assertThat(RunPlan.tasksToRun(failed(), List.of(task(1, TaskStatus.COMPLETED)))).isEmpty();
  }

  @Test
  void cancelledTasksCountAsFailed() {
    assertThat(RunPlan.tasksToRun(failed(), List.of(task(1, TaskStatus.CANCELLED))))
        .containsExactly(id(1));
  }

  @Test
  void chosenTasksBringWhatTheyNeedAndHaveNot() {
    assertThat(RunPlan.tasksToRun(chosen(5), CHAIN)).containsExactlyInAnyOrder(id(5));
    assertThat(RunPlan.tasksToRun(chosen(3), CHAIN)).containsExactlyInAnyOrder(id(3), id(2));
  }

  @Test
  void aChosenTaskRunsAgainThoughItCompleted() {
    assertThat(RunPlan.tasksToRun(chosen(4), CHAIN)).containsExactly(id(4));
  }

  @Test
  void tasksOfNoTreeAreLeftOut() {
    assertThat(RunPlan.tasksToRun(chosen(4, 99), CHAIN)).containsExactly(id(4));
  }

  @Test
  void followsALongChainWithoutRecursion() {
    List<PlannedTask> tasks = new ArrayList<>();
    tasks.add(task(0, TaskStatus.FAILED));
    for (int i = 1; i < 100_000; i++) {
      tasks.add(task(i, TaskStatus.PENDING, i - 1));
    }
    assertThat(RunPlan.tasksToRun(chosen(99_999), tasks)).hasSize(100_000);
    assertThat(RunPlan.tasksToRun(failed(), tasks)).hasSize(100_000);
  }
}
