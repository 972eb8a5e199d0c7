package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.engine.run.TestRun.RECORD_DELAY;
import static org.espalier.engine.run.TestRun.START;
import static org.espalier.engine.run.TestRun.retrying;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunTurn;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.event.TaskEvent.RunChanged;
import org.espalier.event.TaskEvent.TaskEnded;
import org.espalier.event.TaskEvent.TaskRetrying;
import org.espalier.event.TaskEvent.TaskStarted;
import org.espalier.event.TaskEvent.Where;
import org.espalier.event.TaskEvent.Which;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy.Backoff;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class RunStateTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestRun run = new TestRun();

  private Where where() {
    return new Where(run.runId, run.treeId, run.now);
  }

  @Test
  void dispatchesWhatIsReadyAtOnceAndWritesNothingYet() {
    run.task("a").task("b").task("c", "a", "b").begin();
    assertThat(run.out()).containsExactly("a", "b");
    assertThat(run.last.changes()).isEmpty();
    assertThat(run.last.nextDue()).contains(START.plus(RECORD_DELAY));
  }

  @Test
  void recordsItsOwnStartWithinTheRecordDelay() {
    run.task("a").begin();
    run.pass(RECORD_DELAY).turn();
    assertThat(run.last.changes())
        .hasValueSatisfying(
            changes ->
                assertThat(changes)
                    .usingRecursiveComparison()
                    .isEqualTo(
                        new RunChanges(
                            run.runId,
                            run.treeId,
                            1,
                            0,
                            new RunRow(
                                RunStatus.RUNNING,
                                true,
                                START,
                                null,
                                null,
                                new int[] {1, 0, 0, 0, 0},
                                0,
                                null),
                            List.of(),
                            List.of(),
                            List.of(
                                new RunChanged(
                                    new Where(run.runId, run.treeId, START),
                                    RunChange.STARTED,
                                    RunStatus.RUNNING,
                                    0,
                                    "node-1",
                                    Optional.empty())))));
  }

  @Test
  void writesTaskAttemptRunAndEventsOfACompletionTogether() {
    run.task("a").task("b", "a").begin();
    run.pass(RECORD_DELAY).turn();
    run.succeed("a").turn();
    assertThat(run.last.changes().orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(
            new RunChanges(
                run.runId,
                run.treeId,
                1,
                1,
                new RunRow(
                    RunStatus.RUNNING,
                    true,
                    START,
                    null,
                    null,
                    new int[] {1, 0, 1, 0, 0},
                    0.5,
                    null),
                List.of(
                    new TaskRow(
                        run.id("a"),
                        TaskStatus.PENDING,
                        TaskStatus.COMPLETED,
                        1,
                        "{\"by\":\"a\"}",
                        null,
                        1,
                        null,
                        null,
                        run.now,
                        run.now)),
                List.of(
                    new AttemptRow(
                        run.id("a"),
                        1,
                        true,
                        AttemptStatus.COMPLETED,
                        run.now,
                        run.now,
                        "{}",
                        "{\"by\":\"a\"}",
                        null,
                        null,
                        null)),
                List.of(
                    new TaskStarted(where(), new Which(run.id("a"), "a", 1)),
                    new TaskEnded(
                        where(),
                        new Which(run.id("a"), "a", 1),
                        TaskStatus.COMPLETED,
                        1,
                        Optional.empty()))));
    assertThat(run.out()).containsExactly("b");
  }

  @Test
  void handsResultsToDependentsInTheOrderOfTheirDependencies() {
    run.task("a").task("b").task("c", "b", "a?").begin();
    run.succeed("b").fail("a").turn();
    assertThat(run.out.get("c").dependencies())
        .containsExactly(
            completed("b"),
            new Assignment.DependencyResult(
                run.id("a"), null, "a", TaskStatus.FAILED, null, "a is broken"));
  }

  private Assignment.DependencyResult completed(String task) {
    return new Assignment.DependencyResult(
        run.id(task), null, task, TaskStatus.COMPLETED, Json.object().put("by", task), null);
  }

  @Test
  void saysOfADependencyThatCouldNotStartWhy() { // #19
    run.task("a").task("b", "a").task("c", "b").task("notify", "c?").begin();
    run.fail("a").turn();
    assertThat(run.out.get("notify").dependencies())
        .containsExactly(
            new Assignment.DependencyResult(
                run.id("c"),
                null,
                "c",
                TaskStatus.PENDING,
                null,
                "It could not start, because 'a' failed: a is broken."));
    run.succeed("notify").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.ledger.run.error())
        .isEqualTo(
            "Task 'a' failed: a is broken. 2 tasks could not start, because a required dependency did not complete.");
  }

  @Test
  void countsWhatWasCancelledApartFromWhatCouldNotStart() { // #19
    run.task("a").task("b", "a").begin();
    run.cancelTask("a", "enough").turn();
    assertThat(run.ledger.run.error())
        .isEqualTo(
            "1 task was cancelled. 1 task could not start, because a required dependency did not complete.");
  }

  @Test
  void doesNotWaitForWhatTheRunLeavesOut() { // #19
    run.task("link", task -> task.state("runId", null)).task("a", "link?").task("b", "link");
    run.begin();
    assertThat(run.out()).containsExactly("a");
    assertThat(run.out.get("a").dependencies().get(0).error())
        .isEqualTo("It could not start, because 'link' is not part of this run.");
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.ledger.run.error())
        .isEqualTo("1 task could not start, because a required dependency did not complete.");
  }

  @Test
  void cutsTheErrorOfARunBetweenCharacters() { // #19
    run.task("a").begin();
    run.end("a", Failed.permanent("broken", "x" + "\uD83D\uDE00".repeat(400))).turn();
    assertThat(run.ledger.run.error())
        .isEqualTo("Task 'a' failed: x" + "\uD83D\uDE00".repeat(299) + "...");
  }

  @Test
  void completesWhenEveryTaskHas() {
    run.task("a").task("b", "a").begin();
    run.succeed("a").turn();
    run.pass(SECOND).succeed("b").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.ledger.run)
        .usingRecursiveComparison()
        .isEqualTo(
            new RunRow(
                RunStatus.COMPLETED,
                false,
                START,
                run.now,
                null,
                new int[] {0, 0, 2, 0, 0},
                1,
                null));
    assertThat(run.eventTypes())
        .containsExactly(
            "run.started",
            "task.started",
            "task.completed",
            "task.started",
            "task.completed",
            "run.ended");
  }

  @Test
  void failsWhenNothingMoreCanRunAndSaysWhatIsLeft() {
    run.task("a").task("b", "a").task("c", "a?").begin();
    run.fail("a").turn();
    assertThat(run.exit).isEmpty();
    run.succeed("c").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.status("b")).isEqualTo(TaskStatus.PENDING);
    assertThat(run.ledger.run.error())
        .isEqualTo(
            "Task 'a' failed: a is broken. 1 task could not start, because a required dependency"
                + " did not complete.");
  }

  @Test
  void notesTheStartOfAnAttemptThatTakesLong() {
    run.task("a").begin();
    run.start("a").turn();
    assertThat(run.last.changes()).isEmpty();
    run.pass(RECORD_DELAY).turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.IN_PROGRESS);
    assertThat(run.attempts("a"))
        .containsExactly(
            new AttemptRow(
                run.id("a"),
                1,
                true,
                AttemptStatus.IN_PROGRESS,
                START,
                null,
                null,
                null,
                null,
                null,
                null));
    run.pass(SECOND).succeed("a").turn();
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.COMPLETED);
    assertThat(run.eventTypes())
        .containsExactly("run.started", "task.started", "task.completed", "run.ended");
  }

  @Test
  void notesTheStartOfAShortAttemptOnlyWithItsEnd() {
    run.task("a").begin();
    run.start("a").pass(Duration.ofMillis(5)).turn();
    run.succeed("a").turn();
    assertThat(run.ledger.revision).isEqualTo(1);
    assertThat(run.attempts("a")).extracting(AttemptRow::isNew).containsExactly(true);
  }

  @Test
  void retriesWithAGrowingPauseAndAnEventEach() {
    run.task("a", retrying(3, Backoff.EXPONENTIAL)).begin();
    run.failRetryably("a").turn();
    assertThat(run.out()).isEmpty();
    assertThat(run.last.nextDue()).contains(START.plusSeconds(2));
    assertThat(run.row("a"))
        .isEqualTo(
            new TaskRow(
                run.id("a"),
                TaskStatus.PENDING,
                TaskStatus.PENDING,
                0,
                null,
                null,
                1,
                START.plusSeconds(2),
                null,
                null,
                null));
    assertThat(run.ledger.events)
        .contains(
            new TaskRetrying(
                where(), new Which(run.id("a"), "a", 1), "a is flaky", START.plusSeconds(2)));
    run.pass(Duration.ofMillis(1_999)).turn();
    assertThat(run.out()).isEmpty();
    run.pass(Duration.ofMillis(1)).turn();
    assertThat(run.out.get("a").number()).isEqualTo(2);
    run.failRetryably("a").turn();
    assertThat(run.last.nextDue()).contains(run.now.plusSeconds(4));
    run.pass(Duration.ofSeconds(4)).turn();
    run.failRetryably("a").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.row("a"))
        .isEqualTo(
            new TaskRow(
                run.id("a"),
                TaskStatus.PENDING,
                TaskStatus.FAILED,
                0,
                null,
                "a is flaky",
                3,
                null,
                null,
                run.now,
                run.now));
    assertThat(run.attempts("a")).extracting(AttemptRow::number).containsExactly(1, 2, 3);
  }

  @Test
  void waitsAtLeastAsLongAsThePeerAsks() {
    run.task("a", retrying(2, Backoff.FIXED)).begin();
    Failed busy =
        new Failed("busy", "later", true, Optional.of(Duration.ofSeconds(20)), Json.object());
    run.end("a", busy).turn();
    assertThat(run.last.nextDue()).contains(START.plusSeconds(20));
  }

  @Test
  void leavesTheNodeWhileTheNextRetryIsFar() {
    run.task("a", retrying(9, Backoff.FIXED)).begin();
    Failed busy =
        new Failed("busy", "later", true, Optional.of(Duration.ofSeconds(31)), Json.object());
    run.end("a", busy).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
    assertThat(run.ledger.run)
        .usingRecursiveComparison()
        .isEqualTo(
            new RunRow(
                RunStatus.WAITING,
                false,
                START,
                null,
                START.plusSeconds(31),
                new int[] {1, 0, 0, 0, 0},
                0,
                null));
    run.pass(Duration.ofSeconds(31)).claimAgain(RunStatus.WAITING);
    assertThat(run.out.get("a").number()).isEqualTo(2);
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.eventTypes())
        .containsExactly(
            "run.started",
            "task.started",
            "task.retrying",
            "run.waiting",
            "run.resumed",
            "task.started",
            "task.completed",
            "run.ended");
  }

  @Test
  void staysWhileAnotherTaskRuns() {
    run.task("a", retrying(9, Backoff.FIXED)).task("b").begin();
    Failed busy =
        new Failed("busy", "later", true, Optional.of(Duration.ofHours(1)), Json.object());
    run.end("a", busy).turn();
    assertThat(run.exit).isEmpty();
    run.succeed("b").turn();
    assertThat(run.exit).contains(RunExit.PARKED);
  }

  @Test
  void staysWhenTheNextRetryIsThirtySecondsAway() {
    run.task("a", retrying(9, Backoff.FIXED)).begin();
    Failed busy =
        new Failed("busy", "later", true, Optional.of(TestRun.SETTINGS.parkAfter()), Json.object());
    run.end("a", busy).turn();
    assertThat(run.exit).isEmpty();
  }

  @Test
  void cancelClosesWhatIsOpenAndLeavesAtOnce() {
    run.task("running").task("queued").task("later", "running").begin();
    run.start("running").turn();
    run.pass(SECOND).request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.stops)
        .containsExactly(
            new RunTurn.Stop(run.out.get("running"), CancellationReason.CANCELLED),
            new RunTurn.Stop(run.out.get("queued"), CancellationReason.CANCELLED));
    assertThat(run.attempts("running"))
        .containsExactly(
            new AttemptRow(
                run.id("running"),
                1,
                true,
                AttemptStatus.CANCELLED,
                START,
                run.now,
                null,
                null,
                "Cancelled by user",
                "cancelled",
                false));
    assertThat(run.attempts("queued")).isEmpty();
    assertThat(run.row("queued").attempts()).isZero();
    assertThat(run.ledger.run.counts()).containsExactly(0, 0, 0, 0, 3);
    assertThat(run.ledger.run.error()).isEqualTo("Cancelled by user");
  }

  // #19
  @Test
  void aCancelledRunSaysWhatItsCallerSaid() {
    run.task("a").task("b", "a").begin();
    run.cancelRun("wrong customer").request(RunRequest.CANCEL).turn();
    assertThat(run.row("a").error()).isEqualTo("wrong customer");
    assertThat(run.ledger.run.error()).isEqualTo("wrong customer");
    assertThat(run.ledger.events.get(run.ledger.events.size() - 1).toJson().path("error").asText())
        .isEqualTo("wrong customer");
  }

  @Test
  void ignoresTheLateEndOfACancelledAttempt() {
    run.task("a").begin();
    run.start("a").request(RunRequest.CANCEL);
    run.succeed("a").turn();
    assertThat(run.status("a")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.CANCELLED);
  }

  @Test
  void ignoresTheLateEndOfAnEarlierAttempt() {
    run.task("a", retrying(3, Backoff.FIXED)).begin();
    Assignment first = run.out.get("a");
    run.failRetryably("a").pass(Duration.ofSeconds(2)).turn();
    run.turn();
    run.end(first, Failed.permanent("late", "too late"));
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attemptStatuses("a"))
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.COMPLETED);
  }

  @Test
  void cancelsATaskThatWaitsForItsRetry() {
    run.task("a", retrying(3, Backoff.FIXED)).begin();
    run.failRetryably("a").turn();
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.row("a").retryAt()).isNull();
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.FAILED);
  }

  @Test
  void cancelsOneTaskAndLeavesTheRestAlone() {
    run.task("slow").task("after", "slow").task("other").begin();
    run.start("slow").turn();
    run.cancelTask("slow", "not this one").turn();
    assertThat(run.exit).isEmpty();
    assertThat(run.stops)
        .containsExactly(new RunTurn.Stop(run.out.get("slow"), CancellationReason.CANCELLED));
    assertThat(run.row("slow").status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(run.row("slow").error()).isEqualTo("not this one");
    run.cancelTask("slow", "twice").succeed("other").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.row("slow").error()).isEqualTo("not this one");
  }

  @Test
  void cancelsOneTaskThatWaitsForItsRetry() {
    run.task("a", retrying(3, Backoff.FIXED)).task("b").begin();
    run.failRetryably("a").turn();
    run.cancelTask("a", "enough").succeed("b").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.row("a").retryAt()).isNull();
  }

  @Test
  void carriesOutACancelThatCameBeforeTheClaim() {
    run.task("a").task("b", "a").begin(Optional.of(RunRequest.CANCEL), Map.of());
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.out()).isEmpty();
    assertThat(run.eventTypes())
        .containsExactly("run.started", "task.cancelled", "task.cancelled", "run.ended");
  }

  @Test
  void pauseWaitsForWhatRunsAndStartsNothing() {
    run.task("a").task("b", "a").begin();
    run.start("a").request(RunRequest.PAUSE).turn();
    assertThat(run.exit).isEmpty();
    assertThat(run.stops).isEmpty();
    assertThat(run.last.nextDue()).isPresent();
    run.pass(SECOND).succeed("a").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.out()).isEmpty();
    assertThat(run.ledger.run)
        .usingRecursiveComparison()
        .isEqualTo(
            new RunRow(
                RunStatus.PAUSED, false, START, null, null, new int[] {1, 0, 1, 0, 0}, 0.5, null));
  }

  @Test
  void pauseInterruptsAfterItsGraceAndTheTaskRunsAgain() {
    run.task("a").begin();
    run.start("a").request(RunRequest.PAUSE).turn();
    run.pass(Duration.ofSeconds(30)).turn();
    assertThat(run.stops)
        .containsExactly(new RunTurn.Stop(run.out.get("a"), CancellationReason.PAUSED));
    run.stopAsAsked("a").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.LOST);
    assertThat(run.status("a")).isEqualTo(TaskStatus.PENDING);
    run.claimAgain(RunStatus.QUEUED);
    assertThat(run.out.get("a").number()).isEqualTo(2);
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void keepsTheResultOfAnAttemptThatEndsAlthoughInterrupted() {
    run.task("a").begin();
    run.start("a").request(RunRequest.PAUSE).pass(Duration.ofSeconds(30)).turn();
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void aWithdrawnAttemptNeverWas() {
    run.task("a").begin();
    run.request(RunRequest.PAUSE).pass(Duration.ofSeconds(30)).turn();
    run.withdraw("a").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.attempts("a")).isEmpty();
    run.claimAgain(RunStatus.QUEUED);
    assertThat(run.out.get("a").number()).isEqualTo(1);
  }

  @Test
  void aWithdrawnAttemptOfAnAtMostOnceTaskIsClosedAndTheTaskRunsLater() {
    run.task("a", StoredTask::atMostOnce).begin();
    run.request(RunRequest.PAUSE).pass(Duration.ofSeconds(30)).turn();
    run.withdraw("a").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.status("a")).isEqualTo(TaskStatus.PENDING);
    run.claimAgain(RunStatus.QUEUED);
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attempts("a"))
        .extracting(AttemptRow::errorKind)
        .containsExactly("withdrawn", null);
  }

  @Test
  void aWithdrawnAttemptOfAnAtMostOnceTaskIsMadeAgainWhenThePauseIsTakenBack() {
    run.task("a", StoredTask::atMostOnce).begin();
    run.request(RunRequest.PAUSE).pass(Duration.ofSeconds(30)).turn();
    run.request(RunRequest.RESUME).withdraw("a").turn();
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void resumeTakesAPauseBack() {
    run.task("a").task("b", "a").begin();
    run.start("a").request(RunRequest.PAUSE).turn();
    run.request(RunRequest.RESUME).pass(Duration.ofMinutes(2)).turn();
    assertThat(run.stops).isEmpty();
    run.succeed("a").turn();
    assertThat(run.out()).containsExactly("b");
  }

  @Test
  void cancelGoesOverAPause() {
    run.task("a").begin();
    run.start("a").request(RunRequest.PAUSE).request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
  }

  @Test
  void nothingTakesACancelBack() {
    run.task("a").begin();
    run.request(RunRequest.CANCEL).request(RunRequest.RESUME).request(RunRequest.PAUSE).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
  }

  @Test
  void aRetryDueInAPauseWaitsForTheResume() {
    run.task("a", retrying(3, Backoff.FIXED)).task("b").begin();
    run.failRetryably("a").start("b").request(RunRequest.PAUSE).turn();
    run.pass(Duration.ofSeconds(3)).turn();
    assertThat(run.out()).containsExactly("b");
    run.request(RunRequest.RESUME).turn();
    assertThat(run.out()).containsExactly("b", "a");
  }

  @Test
  void shutdownHandsTheRunBackAfterItsGrace() {
    run.task("a").task("b", "a").begin();
    run.start("a").turn();
    run.state.release(run.now);
    run.pass(Duration.ofSeconds(5)).turn();
    assertThat(run.stops)
        .containsExactly(new RunTurn.Stop(run.out.get("a"), CancellationReason.SHUTDOWN));
    run.stopAsAsked("a").turn();
    assertThat(run.exit).contains(RunExit.RELEASED);
    assertThat(run.ledger.run.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(run.ledger.run.isOwned()).isFalse();
    run.claimAgain(RunStatus.QUEUED);
    assertThat(run.out()).containsExactly("a");
  }

  @Test
  void shutdownEndsARunThatHasNothingLeft() {
    run.task("a").begin();
    run.state.release(run.now);
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void recoveryClosesTheOpenAttemptAsLostAndRunsTheTaskAgain() {
    run.task("a").task("b", "a").begin();
    run.start("a").pass(RECORD_DELAY).turn();
    run.pass(SECOND).claimAgain(RunStatus.RUNNING);
    assertThat(run.out.get("a").number()).isEqualTo(2);
    assertThat(run.attempts("a"))
        .containsExactly(
            new AttemptRow(
                run.id("a"),
                1,
                false,
                AttemptStatus.LOST,
                START,
                run.now,
                null,
                null,
                "The node died during the attempt.",
                "node_lost",
                true));
    assertThat(run.eventTypes()).endsWith("run.recovered");
    run.succeed("a").turn();
    run.succeed("b").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void recoveryRunsSettledTasksNotAgain() {
    run.task("a").task("b", "a").begin();
    run.succeed("a").turn();
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("b");
    assertThat(run.out.get("b").dependencies()).containsExactly(completed("a"));
  }

  @Test
  void recoveryCompletesATaskThatHasHadItsEffect() {
    run.task("a", StoredTask::atMostOnce).task("b", "a").begin();
    run.hadEffect("a", Json.object().put("by", "effect"));
    run.pass(SECOND).claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).containsExactly("b");
    assertThat(run.out.get("b").dependencies())
        .extracting(Assignment.DependencyResult::result)
        .containsExactly(Json.object().put("by", "effect"));
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.COMPLETED);
    run.succeed("b").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void recoveryCompletesAnEffectWhoseAttemptIsNotOnRecord() {
    run.task("a").task("b").begin();
    run.succeed("b").turn();
    run.hadEffect("a", Json.object());
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).isEmpty();
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.COMPLETED);
    assertThat(run.row("a").attempts()).isEqualTo(1);
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void cancelLeavesAnAttemptThatIsCommittingToItsEnd() {
    run.task("a").task("b", "a").begin();
    assertThat(run.start("a").out.get("a").token().settle()).isTrue();
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.exit).isEmpty();
    assertThat(run.stops).isEmpty();
    run.succeed("a").turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.row("a").status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.row("b").status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void cancelFollowsACommitThatFailed() {
    run.task("a", retrying(3, Backoff.FIXED)).begin();
    run.start("a").out.get("a").token().settle();
    run.request(RunRequest.CANCEL).turn();
    run.failRetryably("a").turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.row("a").status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void anAttemptOfACancelledTaskDoesNotCommit() {
    run.task("a").begin();
    run.start("a").request(RunRequest.CANCEL).turn();
    assertThat(run.stops.get(0).attempt().token().settle()).isFalse();
  }

  @Test
  void recoveryFailsAnAtMostOnceTaskInDoubt() {
    run.task("a", StoredTask::atMostOnce).task("b", "a").task("c", "a?").begin();
    run.pass(SECOND).claimAgain(RunStatus.RUNNING);
    assertThat(run.status("a")).isEqualTo(TaskStatus.FAILED);
    assertThat(run.row("a").error()).contains("in doubt");
    assertThat(run.attempts("a"))
        .extracting(AttemptRow::status, AttemptRow::errorKind, AttemptRow::retryable)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(AttemptStatus.LOST, "node_lost", false));
    assertThat(run.out()).containsExactly("c");
    run.succeed("c").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
  }

  @Test
  void aTaskThatKeepsLosingItsNodeFails() {
    run.task("a").begin();
    for (int loss = 1; loss <= 3; loss++) {
      run.start("a").pass(RECORD_DELAY).turn();
      run.pass(SECOND).claimAgain(RunStatus.RUNNING);
    }
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.row("a").error())
        .isEqualTo("The task lost its node in 3 attempts; it may be what kills them.");
    assertThat(run.attempts("a"))
        .extracting(AttemptRow::status, AttemptRow::retryable)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(AttemptStatus.LOST, true),
            org.assertj.core.groups.Tuple.tuple(AttemptStatus.LOST, true),
            org.assertj.core.groups.Tuple.tuple(AttemptStatus.LOST, false));
  }

  @Test
  void recoveryCountsEarlierFailures() {
    run.task("a", retrying(2, Backoff.FIXED)).begin();
    run.failRetryably("a").turn();
    run.pass(SECOND).claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).isEmpty();
    run.pass(SECOND).turn();
    run.failRetryably("a").turn();
    assertThat(run.exit).contains(RunExit.FAILED);
    assertThat(run.attemptStatuses("a"))
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.FAILED);
  }

  @Test
  void recordsProgressAtMostFourTimesASecond() {
    run.task("a").task("b").begin();
    run.start("a").pass(RECORD_DELAY).turn();
    Assignment a = run.out.get("a");
    run.state.progressed(a.place(), 1, 0.2, "one");
    run.turn();
    run.state.progressed(a.place(), 1, 0.4, "two");
    run.state.progressed(a.place(), 1, 0.6, "three");
    run.turn();
    assertThat(run.row("a").progress()).isEqualTo(0.2);
    run.pass(Duration.ofMillis(250)).turn();
    assertThat(run.row("a").progress()).isEqualTo(0.6);
    assertThat(run.ledger.run.progress()).isEqualTo(0.3);
    assertThat(run.eventTypes())
        .containsExactly("run.started", "task.started", "task.progress", "task.progress");
  }

  @Test
  void keepsProgressBetweenNothingAndAll() {
    run.task("a").begin();
    run.start("a").pass(RECORD_DELAY).turn();
    run.state.progressed(run.out.get("a").place(), 1, 7, "too much");
    run.turn();
    assertThat(run.row("a").progress()).isEqualTo(1);
  }

  @Test
  void gathersOutputAndNotesItATenthOfASecondLater() {
    run.task("a").begin();
    run.start("a").pass(RECORD_DELAY).turn();
    Assignment a = run.out.get("a");
    run.state.output(a.place(), 1, "stdout", "one\n");
    run.turn();
    run.state.output(a.place(), 1, "stdout", "two\n");
    run.state.output(a.place(), 1, "stdout", "three\n");
    run.state.output(a.place(), 1, "stderr", "oh\n");
    run.turn();
    assertThat(run.output()).containsExactly("stdout: one\n");
    run.pass(Duration.ofMillis(100)).turn();
    assertThat(run.output())
        .containsExactly("stdout: one\n", "stdout: two\nthree\n", "stderr: oh\n");
  }

  @Test
  void notesWhatIsLeftOfTheOutputBeforeTheEnd() {
    run.task("a").begin();
    Assignment a = run.out.get("a");
    run.state.output(a.place(), 1, "stdout", "the only line");
    run.succeed("a").turn();
    assertThat(run.eventTypes())
        .containsExactly(
            "run.started", "task.started", "task.output", "task.completed", "run.ended");
    assertThat(run.output()).containsExactly("stdout: the only line");
  }

  @Test
  void keepsTheOutputOfACancelledAttempt() {
    run.task("a").begin();
    run.start("a");
    Assignment a = run.out.get("a");
    run.state.output(a.place(), 1, "stdout", "so far");
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.output()).containsExactly("stdout: so far");
  }

  @Test
  void leavesTasksOfAnotherRunAlone() {
    run.task(
            "done",
            task ->
                task.state("runId", null)
                    .state("status", TaskStatus.COMPLETED)
                    .state("progress", 1.0)
                    .state("result", "{\"n\":1}"))
        .task("a", "done");
    run.begin();
    assertThat(run.out.get("a").dependencies().get(0).result())
        .isEqualTo(Json.object().put("n", 1));
    // The ledger counts the other run's task too, so this ends without a write being checked.
    run.state.request(RunRequest.PAUSE, run.now);
    assertThat(run.state.openAssignments()).containsExactly(run.out.get("a"));
  }

  @Test
  void handsRunInputsToTheirTaskOnly() {
    run.task("a").task("b");
    run.begin(Optional.empty(), Map.of(run.id("a"), Json.object().put("x", 1)));
    assertThat(run.out.get("a").runInputs()).contains(Json.object().put("x", 1));
    assertThat(run.out.get("b").runInputs()).isEmpty();
  }

  private static final String BY_A = "{\"value\":\"${a.by}\",\"op\":\"%s\",\"to\":\"%s\"}";

  @Test
  void completesATaskWhoseConditionIsNotMetWithoutAnAttempt() {
    run.task("a")
        .task("b", task -> task.runIf(BY_A.formatted("ne", "a")), "a")
        .task("c", "b")
        .begin();
    run.pass(RECORD_DELAY).succeed("a").turn();
    assertThat(run.row("b"))
        .isEqualTo(
            new TaskRow(
                run.id("b"),
                TaskStatus.PENDING,
                TaskStatus.COMPLETED,
                1,
                "{\"skipped\":true}",
                null,
                0,
                null,
                null,
                null,
                run.now));
    assertThat(run.attempts("b")).isEmpty();
    assertThat(run.eventTypes()).endsWith("task.completed", "task.completed");
    assertThat(run.out()).containsExactly("c");
    assertThat(run.out.get("c").dependencies().get(0).result())
        .isEqualTo(Json.object().put("skipped", true));
    run.succeed("c").turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void runsATaskWhoseConditionIsMetAndRetriesIt() {
    UnaryOperator<StoredTask> retrying = TestRun.retrying(2, Backoff.FIXED);
    run.task("a")
        .task("b", task -> retrying.apply(task).runIf(BY_A.formatted("eq", "a")), "a")
        .begin();
    run.succeed("a").turn();
    run.failRetryably("b").turn();
    run.pass(Duration.ofSeconds(2)).turn();
    assertThat(run.out()).containsExactly("b");
  }

  @Test
  void failsATaskWhoseConditionCannotBeDecided() {
    run.task("a")
        .task("b", task -> task.runIf(BY_A.formatted("lt", "a").replace(".by", ".none")), "a")
        .task("c", "b")
        .begin();
    run.succeed("a").turn();
    assertThat(run.row("b").error())
        .isEqualTo(
            "'run_if' cannot be decided: '${a.none}': the result of 'a' has no 'none' there.");
    assertThat(run.attempts("b")).isEmpty();
    assertThat(run.exit).contains(RunExit.FAILED);
  }

  @Test
  void decidesNothingWhileTheRunIsToPause() {
    run.task("a").task("b", task -> task.runIf(BY_A.formatted("ne", "a")), "a").task("c").begin();
    run.request(RunRequest.PAUSE).succeed("a").turn();
    assertThat(run.status("b")).isEqualTo(TaskStatus.PENDING);
    run.succeed("c").turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    run.claimAgain(RunStatus.PAUSED);
    assertThat(run.status("b")).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void parksAnAttemptAndLeavesTheNode() {
    run.task("a", task -> task).task("b", "a").begin();
    run.pass(SECOND).park("a", Duration.ofHours(1)).turn();
    assertThat(run.exit).contains(RunExit.PARKED);
    assertThat(run.ledger.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(run.ledger.run.wakeAt()).isEqualTo(run.now.plus(Duration.ofHours(1)));
    assertThat(run.row("a"))
        .isEqualTo(
            new TaskRow(
                run.id("a"),
                TaskStatus.PENDING,
                TaskStatus.IN_PROGRESS,
                0,
                null,
                null,
                1,
                run.now.plus(Duration.ofHours(1)),
                "{\"by\":\"a\"}",
                run.now,
                null));
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.IN_PROGRESS);
    assertThat(run.eventTypes()).endsWith("task.started", "run.waiting");
  }

  @Test
  void completesAParkedAttemptAtItsTimeWithItsResult() {
    run.task("a").task("b", "a").begin();
    run.park("a", Duration.ofSeconds(20)).turn();
    assertThat(run.exit).isEmpty();
    assertThat(run.last.nextDue()).contains(run.now.plusSeconds(20));
    run.pass(Duration.ofSeconds(20)).turn();
    assertThat(run.row("a").result()).isEqualTo("{\"by\":\"a\"}");
    assertThat(run.row("a").parked()).isNull();
    assertThat(run.row("a").retryAt()).isNull();
    assertThat(run.attempts("a")).hasSize(1);
    assertThat(run.attempts("a").get(0).status()).isEqualTo(AttemptStatus.COMPLETED);
    assertThat(run.attempts("a").get(0).result()).isEqualTo("{\"by\":\"a\"}");
    assertThat(run.out.get("b").dependencies().get(0).result())
        .isEqualTo(Json.object().put("by", "a"));
  }

  @Test
  void aParkedAttemptOutlivesItsNode() {
    run.task("a").begin();
    run.park("a", Duration.ofSeconds(20)).turn();
    run.pass(Duration.ofSeconds(5)).claimAgain(RunStatus.RUNNING);
    assertThat(run.out()).isEmpty();
    assertThat(run.last.nextDue()).contains(START.plus(RECORD_DELAY).plusSeconds(5));
    run.pass(Duration.ofSeconds(15)).turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.COMPLETED);
  }

  @Test
  void completesAtOnceWhatIsDueWhenItIsClaimed() {
    run.task("a").begin();
    run.park("a", Duration.ofHours(1)).turn();
    run.pass(Duration.ofHours(2)).claimAgain(RunStatus.WAITING);
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }

  @Test
  void anAttemptThatIsDueBeforeItsBeginningIsWrittenHasOneRow() {
    run.task("a").begin();
    run.park("a", Duration.ofMillis(1)).pass(Duration.ofMillis(1)).turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
    assertThat(run.attempts("a")).hasSize(1);
    assertThat(run.attempts("a").get(0).inputs()).isEqualTo("{}");
  }

  @Test
  void cancelsAParkedAttempt() {
    run.task("a").task("b", "a").begin();
    run.park("a", Duration.ofSeconds(20)).turn();
    run.request(RunRequest.CANCEL).turn();
    assertThat(run.exit).contains(RunExit.CANCELLED);
    assertThat(run.status("a")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(run.row("a").parked()).isNull();
    assertThat(run.attemptStatuses("a")).containsExactly(AttemptStatus.CANCELLED);
  }

  @Test
  void pausesAtOnceWhileAnAttemptIsParkedAndTakesItUpAgain() {
    run.task("a").task("b", "a").begin();
    run.park("a", Duration.ofSeconds(20)).turn();
    run.request(RunRequest.PAUSE).turn();
    assertThat(run.exit).contains(RunExit.PAUSED);
    assertThat(run.status("a")).isEqualTo(TaskStatus.IN_PROGRESS);
    run.pass(Duration.ofMinutes(1)).claimAgain(RunStatus.PAUSED);
    assertThat(run.status("a")).isEqualTo(TaskStatus.COMPLETED);
    assertThat(run.out()).containsExactly("b");
  }

  @Test
  void doesNotRepeatAParkedAttemptThatIsAtMostOnce() {
    run.task("a", StoredTask::atMostOnce).begin();
    run.park("a", Duration.ofSeconds(20)).turn();
    run.claimAgain(RunStatus.RUNNING);
    assertThat(run.status("a")).isEqualTo(TaskStatus.IN_PROGRESS);
    run.pass(Duration.ofSeconds(20)).turn();
    assertThat(run.exit).contains(RunExit.COMPLETED);
  }
}
