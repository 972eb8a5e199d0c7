package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.json.Json;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/** A task that makes tasks for the elements of a list, as {@link RunState} has it. */
class ExpansionsTest {
  private static final int PER_TURN = TestRun.SETTINGS.elementsPerWrite();

  private static TestRun begun() {
    TestRun run = new TestRun().task("each").task("next", "each");
    run.begin();
    return run;
  }

  private static TestRun expanded(int count, int maxConcurrency, OnFailure onFailure) {
    return begun().expand("each", count, maxConcurrency, onFailure).settle();
  }

  @Test
  void runsAsManyAtATimeAsItMayAndCollectsResultsInOrder() {
    TestRun run = expanded(5, 2, OnFailure.FAIL);
    assertThat(run.out()).containsExactly("each[0]", "each[1]");
    assertThat(run.status("each")).isEqualTo(TaskStatus.IN_PROGRESS);
    run.succeed("each[1]").turn();
    assertThat(run.out()).containsExactlyInAnyOrder("each[0]", "each[2]");
    for (String task : List.of("each[2]", "each[0]", "each[3]", "each[4]")) {
      run.succeed(task).turn();
    }
    assertThat(Json.read(run.row("each").result()))
        .isEqualTo(
            Json.read(
                "{'count':5,'results':[{'by':'each[0]'},{'by':'each[1]'},{'by':'each[2]'},{'by':'each[3]'},{'by':'each[4]'}],'failed':[]}"
                    .replace('\'', '"')));
    assertThat(run.attemptStatuses("each")).containsExactly(AttemptStatus.COMPLETED);
    assertThat(run.out()).containsExactly("next");
    run.succeed("next").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.ledger.run.counts()[TaskStatus.COMPLETED.ordinal()]).isEqualTo(7);
  }

  @Test
  void storesThemBitByBitAndStartsNoneBeforeAllAreStored() {
    TestRun run = begun().expand("each", 2 * PER_TURN + 1, 100, OnFailure.FAIL);
    run.turn();
    assertThat(run.ledger.made).hasSize(PER_TURN);
    assertThat(run.row("each").parked()).isNull();
    run.pass(Duration.ofMillis(1)).turn();
    run.pass(Duration.ofMillis(1)).turn();
    assertThat(run.ledger.made).hasSize(2 * PER_TURN + 1);
    assertThat(run.row("each").parked()).isNotNull();
    assertThat(run.out()).isEmpty();
    run.pass(Duration.ofMillis(1)).turn();
    assertThat(run.out()).hasSize(2 * PER_TURN + 1);
  }

  @Test
  void aNodeThatDiesWhileItStoresThemMakesTheAttemptAgainAndKeepsWhatIsThere() {
    TestRun run = begun().expand("each", PER_TURN + 2, 100, OnFailure.FAIL);
    run.turn();
    var before = List.copyOf(run.ledger.made.keySet());
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("each");
    run.expand("each", PER_TURN + 2, 100, OnFailure.FAIL).settle();
    assertThat(run.ledger.made.keySet()).containsAll(before).hasSize(PER_TURN + 2);
    assertThat(run.attemptStatuses("each"))
        .containsExactly(AttemptStatus.LOST, AttemptStatus.IN_PROGRESS);
    assertThat(run.out()).hasSize(PER_TURN + 2);
  }

  @Test
  void anotherListTakesThePlaceOfWhatAnEarlierAttemptHadMade() {
    TestRun run = begun().expand("each", PER_TURN + 2, 100, OnFailure.FAIL);
    run.turn();
    run.claimAgain(RunStatus.RUNNING);
    run.expand("each", 2, 100, OnFailure.FAIL, 1_000, "'other':%d").settle();
    assertThat(run.ledger.made).hasSize(2);
    assertThat(run.out()).containsExactly("each[0]", "each[1]");
    run.succeed("each[0]").succeed("each[1]").turn();
    run.succeed("next").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void theNextOwnerGoesOnWithWhatIsLeft() {
    TestRun run = expanded(4, 2, OnFailure.FAIL);
    run.start("each[0]").start("each[1]").pass(TestRun.RECORD_DELAY).turn();
    run.succeed("each[0]").turn();
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("each[1]", "each[2]");
    run.succeed("each[1]").succeed("each[2]").turn();
    run.succeed("each[3]").turn();
    assertThat(Json.read(run.row("each").result()).path("results")).hasSize(4);
    assertThat(run.attemptStatuses("each[1]"))
        .containsExactly(AttemptStatus.LOST, AttemptStatus.COMPLETED);
    assertThat(run.attemptStatuses("each")).containsExactly(AttemptStatus.COMPLETED);
  }

  @Test
  void failsWhenAllAreOverAndOneHasFailed() {
    TestRun run = expanded(3, 1, OnFailure.FAIL);
    run.fail("each[0]").turn();
    run.succeed("each[1]").turn();
    run.fail("each[2]").turn();
    assertThat(run.status("each")).isEqualTo(TaskStatus.FAILED);
    assertThat(run.row("each").error())
        .isEqualTo(
            "2 of 3 tasks did not complete: 'each[0]', 'each[2]'. The first said: each[0] is broken");
    assertThat(run.attempts("each").get(0).errorKind()).isEqualTo("elements_failed");
    assertThat(run.exit).contains(RunExit.FAILED);
  }

  @Test
  void cancelsTheRestWhenOneFailsIfItIsToStop() {
    TestRun run = expanded(4, 2, OnFailure.STOP);
    run.start("each[1]");
    run.fail("each[0]").turn();
    assertThat(run.stops).extracting(stop -> stop.attempt().taskName()).containsExactly("each[1]");
    assertThat(run.status("each[3]")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(run.row("each[3]").error()).isEqualTo("Stopped, because 'each[0]' failed.");
    assertThat(run.status("each")).isEqualTo(TaskStatus.FAILED);
    assertThat(run.exit).contains(RunExit.FAILED);
  }

  @Test
  void completesWithTheFailuresListedIfTheyAreAccepted() {
    TestRun run = expanded(2, 2, OnFailure.COMPLETE);
    run.fail("each[0]").succeed("each[1]").turn();
    assertThat(Json.write(Json.read(run.row("each").result())))
        .isEqualTo(
            "{'count':2,'results':[null,{'by':'each[1]'}],'failed':[{'index':0,'task_id':'%s','status':'failed','error':'each[0] is broken'}]}"
                .formatted(run.id("each[0]"))
                .replace('\'', '"'));
    run.succeed("next").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void failsWhenTheResultsAreTooLarge() {
    TestRun run = begun().expand("each", 3, 3, OnFailure.FAIL, 60, "'i':%d").settle();
    run.succeed("each[0]").succeed("each[1]").succeed("each[2]").turn();
    assertThat(run.attempts("each").get(0).errorKind()).isEqualTo("result_too_large");
    assertThat(run.row("each").error()).contains("60 bytes").contains("collect");
  }

  @Test
  void aCancelOfTheTaskCancelsItsTasks() {
    TestRun run = expanded(3, 1, OnFailure.FAIL);
    run.start("each[0]").cancelTask("each", "enough").turn();
    for (String task : List.of("each", "each[0]", "each[1]", "each[2]")) {
      assertThat(run.status(task)).as(task).isEqualTo(TaskStatus.CANCELLED);
      assertThat(run.row(task).error()).isEqualTo("enough");
    }
    assertThat(run.exit).contains(RunExit.FAILED);
  }

  @Test
  void aCancelWhileTheyAreStoredCancelsThoseThatAre() {
    TestRun run = begun().expand("each", PER_TURN + 1, 1, OnFailure.FAIL);
    run.turn();
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.ledger.made).hasSize(PER_TURN);
    assertThat(run.status("each")).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void aPauseLetsTheListBeStoredAndAResumeGoesOn() {
    TestRun run = begun().expand("each", PER_TURN + 1, 1, OnFailure.FAIL);
    run.request(RunRequest.PAUSE).settle();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.ledger.made).hasSize(PER_TURN + 1);
    run.claimAgain(RunStatus.PAUSED);
    assertThat(run.out()).containsExactly("each[0]");
    assertThat(run.attemptStatuses("each")).containsExactly(AttemptStatus.IN_PROGRESS);
  }

  @Test
  void aPauseWhoseGraceIsOverMakesTheAttemptAgainAfterTheResume() {
    TestRun run = begun();
    run.request(RunRequest.PAUSE).turn();
    run.pass(TestRun.SETTINGS.pauseGrace().minusMillis(1));
    run.expand("each", 2 * PER_TURN, 1, OnFailure.FAIL).turn();
    run.pass(Duration.ofMillis(1)).turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.attemptStatuses("each")).containsExactly(AttemptStatus.LOST);
    run.claimAgain(RunStatus.PAUSED);
    assertThat(run.out()).containsExactly("each");
  }

  @Test
  void aTaskThatWaitsKeepsItsPlace() {
    TestRun run = expanded(3, 1, OnFailure.FAIL);
    run.park("each[0]", Duration.ofSeconds(5)).turn();
    assertThat(run.out()).isEmpty();
    run.pass(Duration.ofSeconds(5)).turn();
    assertThat(run.status("each[0]")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.out()).containsExactly("each[1]");
  }

  @Test
  void aRunOfWhichOnlyElementsWaitLeavesTheNodeAndGoesOn() {
    TestRun run = expanded(2, 1, OnFailure.FAIL);
    run.park("each[0]", Duration.ofHours(1)).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
    run.pass(Duration.ofHours(1)).claimAgain(RunStatus.WAITING);
    assertThat(run.status("each[0]")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.out()).containsExactly("each[1]");
  }

  @Test
  void anElementCanMakeTasksItself() {
    TestRun run = expanded(2, 1, OnFailure.FAIL);
    run.expand("each[0]", 2, 1, OnFailure.FAIL).settle();
    assertThat(run.out()).containsExactly("each[0][0]");
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("each[0][0]");
    run.succeed("each[0][0]").turn();
    run.succeed("each[0][1]").turn();
    assertThat(run.status("each[0]")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.out()).containsExactly("each[1]");
    run.succeed("each[1]").turn();
    run.succeed("next").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void twoListsAtOnceKeepTheirOwnLimits() {
    TestRun run = new TestRun().task("a").task("b");
    run.begin();
    run.expand("a", 2, 1, OnFailure.FAIL).expand("b", 3, 2, OnFailure.FAIL).settle();
    assertThat(run.out()).containsExactlyInAnyOrder("a[0]", "b[0]", "b[1]");
    run.succeed("b[0]").turn();
    assertThat(run.out()).containsExactlyInAnyOrder("a[0]", "b[1]", "b[2]");
  }

  @Test
  void showsHowManyAreOver() {
    TestRun run = expanded(4, 1, OnFailure.FAIL);
    run.pass(Duration.ofSeconds(1)).succeed("each[0]").turn();
    assertThat(run.row("each").progress()).isEqualTo(0.25);
    assertThat(run.eventTypes()).contains("task.progress");
  }

  @Test
  void aTaskThatFailsBeforeItMakesTasksCancelsWhatWasKeptForIt() {
    TestRun run = begun().expand("each", PER_TURN + 1, 1, OnFailure.FAIL);
    run.turn();
    run.claimAgain(RunStatus.RUNNING, Optional.empty());
    run.fail("each").turn();
    assertThat(run.ledger.made.keySet())
        .allSatisfy(id -> assertThat(run.ledger.status(id)).isEqualTo(TaskStatus.CANCELLED));
    assertThat(run.exit).contains(RunExit.FAILED);
  }
}
