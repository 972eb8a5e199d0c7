package org.espalier.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.query.WaitingReason.Kind;
import org.espalier.engine.query.WaitingReasons.LatestRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingReasonsTest {
  private static final UUID RUN = UUID.randomUUID();
  private static final Instant LATER = Instant.parse("2026-11-23T20:00:00Z");

  private final List<TaskState> tasks = new ArrayList<>();

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private void task(String name, TaskStatus status, String... dependencies) {
    tasks.add(new TaskState(id(name), name, status, RUN, null, null, json(dependencies)));
  }

  /** Dependencies in their stored form; a {@code ?} behind a name makes one optional. */
  private static String json(String... dependencies) {
    List<String> items = new ArrayList<>();
    for (String dependency : dependencies) {
      boolean required = !dependency.endsWith("?");
      items.add(
          "{\"id\":\"%s\",\"required\":%s,\"type\":\"result\"}"
              .formatted(id(dependency.replace("?", "")), required));
    }
    return "[" + String.join(",", items) + "]";
  }

  private static LatestRun run(RunStatus status) {
    return new LatestRun(RUN, 2, status, true, Optional.of("node-1"), Optional.empty());
  }

  private WaitingReason reason(String task, LatestRun run) {
    return WaitingReasons.ofLatest(tasks, Optional.of(run)).get(id(task));
  }

  @Test
  void hasNoReasonForATaskThatIsNotPending() {
    task("a", TaskStatus.COMPLETED);
    task("b", TaskStatus.IN_PROGRESS);
    task("c", TaskStatus.PENDING);

    assertThat(WaitingReasons.ofLatest(tasks, Optional.of(run(RunStatus.RUNNING))))
        .containsOnlyKeys(id("c"));
  }

  @Test
  void saysThatTheTreeWasNeverRun() {
    task("a", TaskStatus.PENDING);

    assertThat(WaitingReasons.ofLatest(tasks, Optional.empty()).get(id("a")).kind())
        .isEqualTo(Kind.NOT_STARTED);
  }

  @Test
  void saysThatTheRunLeavesATaskOut() {
    tasks.add(
        new TaskState(id("a"), "a", TaskStatus.PENDING, UUID.randomUUID(), null, null, json()));

    WaitingReason reason = reason("a", run(RunStatus.RUNNING));

    assertThat(reason.kind()).isEqualTo(Kind.NOT_STARTED);
    assertThat(reason.detail()).contains("number 2");
  }

  @Test
  void waitsForAClaimWhileTheRunIsQueued() {
    task("a", TaskStatus.PENDING);

    LatestRun unclaimed =
        new LatestRun(RUN, 1, RunStatus.QUEUED, false, Optional.empty(), Optional.empty());
    assertThat(reason("a", unclaimed).kind()).isEqualTo(Kind.CLAIM);
    assertThat(reason("a", run(RunStatus.QUEUED)).detail()).contains("'node-1'");
  }

  @Test
  void namesTheOpenDependencies() {
    task("done", TaskStatus.COMPLETED);
    task("busy", TaskStatus.IN_PROGRESS);
    task("open", TaskStatus.PENDING);
    task("last", TaskStatus.PENDING, "done", "busy", "open?");

    WaitingReason reason = reason("last", run(RunStatus.RUNNING));

    assertThat(reason.kind()).isEqualTo(Kind.DEPENDENCY);
    assertThat(reason.tasks()).extracting(TaskState::name).containsExactly("busy", "open");
    assertThat(reason.detail())
        .isEqualTo("It waits for 'busy' (in_progress), 'open' (pending) to end.");
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskStatus.class,
      names = {"FAILED", "CANCELLED"})
  void doesNotWaitForAnOptionalDependencyThatCanNeverStart(TaskStatus end) { // #19
    task("bad", end);
    task("next", TaskStatus.PENDING, "bad");
    task("after", TaskStatus.PENDING, "next");
    task("slow", TaskStatus.IN_PROGRESS);
    task("notify", TaskStatus.PENDING, "after?", "slow");
    task("free", TaskStatus.PENDING, "after?");

    assertThat(reason("notify", run(RunStatus.RUNNING)).tasks())
        .extracting(TaskState::name)
        .containsExactly("slow");
    assertThat(reason("free", run(RunStatus.RUNNING)).kind()).isEqualTo(Kind.CAPACITY);
  }

  @Test
  void blamesADependencyThatTheRunLeavesOut() { // #19
    tasks.add(
        new TaskState(id("a"), "a", TaskStatus.PENDING, UUID.randomUUID(), null, null, json()));
    task("b", TaskStatus.PENDING, "a");
    task("c", TaskStatus.PENDING, "a?");

    assertThat(reason("b", run(RunStatus.RUNNING)).kind()).isEqualTo(Kind.FAILED_DEPENDENCY);
    assertThat(reason("b", run(RunStatus.RUNNING)).detail()).contains("requires 'a' (pending)");
    assertThat(reason("c", run(RunStatus.RUNNING)).kind()).isEqualTo(Kind.CAPACITY);
  }

  @Test
  void cutsLongListsOfDependencies() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      names.add("t" + i);
      task("t" + i, TaskStatus.IN_PROGRESS);
    }
    task("join", TaskStatus.PENDING, names.toArray(String[]::new));

    WaitingReason reason = reason("join", run(RunStatus.RUNNING));

    assertThat(reason.tasks()).hasSize(WaitingReason.MAX_TASKS);
    assertThat(reason.detail()).endsWith("and 27 more to end.");
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStatus.class,
      names = {"RUNNING", "FAILED", "PAUSED"})
  void blamesAFailedDependencyThroughAllThatHangsOnIt(RunStatus status) {
    task("bad", TaskStatus.FAILED);
    task("next", TaskStatus.PENDING, "bad");
    task("after", TaskStatus.PENDING, "next");

    WaitingReason next = reason("next", run(status));
    WaitingReason after = reason("after", run(status));

    assertThat(next.kind()).isEqualTo(Kind.FAILED_DEPENDENCY);
    assertThat(next.tasks()).extracting(TaskState::name).containsExactly("bad");
    assertThat(after.kind()).isEqualTo(Kind.FAILED_DEPENDENCY);
    assertThat(after.tasks()).extracting(TaskState::name).containsExactly("next");
  }

  @Test
  void doesNotBlameAnOptionalDependency() {
    task("bad", TaskStatus.FAILED);
    task("next", TaskStatus.PENDING, "bad?");

    assertThat(reason("next", run(RunStatus.RUNNING)).kind()).isEqualTo(Kind.CAPACITY);
  }

  @Test
  void waitsForTheNextAttempt() {
    tasks.add(new TaskState(id("a"), "a", TaskStatus.PENDING, RUN, LATER, null, json()));

    WaitingReason reason = reason("a", run(RunStatus.WAITING));

    assertThat(reason.kind()).isEqualTo(Kind.RETRY);
    assertThat(reason.at()).contains(LATER);
  }

  @Test
  void waitsForAResume() {
    task("a", TaskStatus.PENDING);
    LatestRun pausing =
        new LatestRun(
            RUN, 1, RunStatus.RUNNING, true, Optional.empty(), Optional.of(RunRequest.PAUSE));

    assertThat(reason("a", run(RunStatus.PAUSED)).kind()).isEqualTo(Kind.PAUSED);
    assertThat(reason("a", pausing).kind()).isEqualTo(Kind.PAUSED);
  }

  @Test
  void isBeingCancelled() {
    task("a", TaskStatus.PENDING);
    LatestRun cancelling =
        new LatestRun(
            RUN, 1, RunStatus.RUNNING, true, Optional.empty(), Optional.of(RunRequest.CANCEL));

    assertThat(reason("a", cancelling).kind()).isEqualTo(Kind.CANCELLATION);
  }

  @Test
  void isQuickForAChainOfManyTasks() {
    task("t0", TaskStatus.FAILED);
    for (int i = 1; i < 100_000; i++) {
      task("t" + i, TaskStatus.PENDING, "t" + (i - 1));
    }

    assertThat(reason("t99999", run(RunStatus.FAILED)).kind()).isEqualTo(Kind.FAILED_DEPENDENCY);
  }
}
