package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.query.TaskState;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.engine.store.NothingToRunException;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.RunCompanion;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.RunStore;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/** What the engine does with a tree, whatever the database. */
interface RunsTreesContract {
  TestDatabase database();

  @Test
  default void runsADiamondInOrderAndHandsResultsOn() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'id':'d','name':'d','schemas':{'method':'echo_executor'},
                'inputs':{'sum':'${b.n}-${c.n}','whole':'${b}','deep':'${c.list.1}'},
                'dependencies':['b','c']},
               {'id':'a','name':'a','parent_id':'d','schemas':{'method':'echo_executor'},'inputs':{'n':1}},
               {'id':'b','name':'b','parent_id':'d','schemas':{'method':'echo_executor'},'inputs':{'n':2},
                'dependencies':['a']},
               {'id':'c','name':'c','parent_id':'d','schemas':{'method':'echo_executor'},
                'inputs':{'n':3,'list':[7,8.50]},'dependencies':['a']}]}
              """);
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.counts()).containsEntry(TaskStatus.COMPLETED, 4);
      assertThat(run.progress()).isEqualTo(1);
      Task b = node.task(tree, "b");
      JsonNode result = Json.read(node.task(tree, "d").result().orElseThrow());
      assertThat(result.get("sum").textValue()).isEqualTo("2-3");
      assertThat(result.get("whole").get("n").intValue()).isEqualTo(2);
      assertThat(result.get("deep").asText()).isEqualTo("8.50");
      assertThat(result.get(b.id().toString()).get("n").intValue()).isEqualTo(2);
      assertThat(node.task(tree, "d").inputs()).doesNotContain(b.id().toString());
      List<TaskAttempt> attempts = node.attempts(tree);
      assertThat(attempts).hasSize(4);
      for (Task task : node.tasks(tree)) {
        task.dependencies()
            .forEach(
                d ->
                    assertThat(of(attempts, task.id()).startedAt())
                        .isAfterOrEqualTo(of(attempts, d.id()).endedAt().orElseThrow()));
      }
    }
  }

  private static TaskAttempt of(List<TaskAttempt> attempts, UUID task) {
    return attempts.stream().filter(a -> a.taskId().equals(task)).findFirst().orElseThrow();
  }

  @Test
  default void retriesUntilItSucceedsAndKeepsEveryAttempt() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'name':'t','schemas':{'method':'echo_executor'},'inputs':{'fail_times':2},
               'retry':{'max_attempts':3,'initial_delay':0.01}}
              """);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(AttemptStatus.FAILED, AttemptStatus.FAILED, AttemptStatus.COMPLETED);
      assertThat(node.task(tree, "t").attempts()).isEqualTo(3);
    }
  }

  @Test
  default void leavesDependentsOfAFailedTaskPendingAndSaysWhy() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['bad']},
               {'name':'bad','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'fail':true}},
               {'name':'optional','parent_id':'root','schemas':{'method':'echo_executor'},
                'dependencies':[{'id':'bad','required':false}]}]}
              """);
      TreeRun run = node.await(tree, RunStatus.FAILED);
      assertThat(run.error().orElseThrow()).contains("'bad'").contains("1 task could not start");
      assertThat(node.task(tree, "root").status()).isEqualTo(TaskStatus.PENDING);
      assertThat(node.task(tree, "optional").status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(node.task(tree, "bad").error()).isPresent();
    }
  }

  @Test
  default void runsATaskWhoseOptionalDependencyCanNeverStart() { // #19
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'notify','schemas':{'method':'echo_executor'},
                'dependencies':[{'id':'b','required':false},{'id':'a','required':false}],
                'inputs':{'a':'${a.status}: ${a.error}','b':'${b.status}: ${b.error}'}},
               {'name':'a','parent_id':'notify','schemas':{'method':'echo_executor'},
                'inputs':{'fail':true,'fail_message':'no luck'}},
               {'name':'b','parent_id':'notify','schemas':{'method':'echo_executor'},'dependencies':['a']}]}
              """);
      TreeRun run = node.await(tree, RunStatus.FAILED);
      assertThat(run.error())
          .contains(
              "Task 'a' failed: no luck. 1 task could not start, because a required dependency did not complete.");
      assertThat(node.task(tree, "b").status()).isEqualTo(TaskStatus.PENDING);
      assertThat(node.task(tree, "notify").result().orElseThrow())
          .contains("failed: no luck")
          .contains("pending: It could not start, because 'a' failed: no luck.");

      node.runner.start(
          tree,
          new RunStart(
              RunScope.FAILED,
              Set.of(),
              Map.of(node.task(tree, "a").id(), Json.object().put("fail", false))));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.task(tree, "notify").result().orElseThrow()).contains("completed: ");
    }
  }

  @Test
  default void endsARunWhoseErrorIsAllEmoji() { // #19
    String emoji = "\uD83D\uDE00".repeat(200);
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'x','schemas':{'method':'echo_executor'},
                'inputs':{'fail':true,'fail_message':'%s'}}]}
              """
                  .formatted(emoji));
      assertThat(node.await(tree, RunStatus.FAILED).error().orElseThrow())
          .startsWith("Task 'x' failed: " + emoji);
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(AttemptStatus.FAILED);
    }
  }

  @Test
  default void keepsNamesAsLongAsTheyMayBe() { // #19
    String name = "\uD83D\uDE00".repeat(255);
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              "{'name':'%s','id':'%s','user_id':'%s','schemas':{'method':'echo_executor'}}"
                  .formatted(name, name, name));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.task(tree, name).key()).contains(name);
    }
  }

  @Test
  default void skipsATaskWhoseConditionIsNotMetAndRunsItsDependents() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['small','large','gone']},
               {'name':'n','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'n':7}},
               {'name':'small','parent_id':'root','schemas':{'method':'echo_executor'},'dependencies':['n'],
                'run_if':{'value':'${n.n}','op':'lt','to':7}},
               {'name':'large','parent_id':'root','schemas':{'method':'echo_executor'},'dependencies':['n'],
                'run_if':{'not':{'value':'${n.n}','op':'lt','to':7}}},
               {'name':'gone','parent_id':'root','schemas':{'method':'echo_executor'},
                'dependencies':['small'],'run_if':{'value':'${small.n}','op':'exists'}}]}
              """);
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.counts()).containsEntry(TaskStatus.COMPLETED, 5);
      for (String name : List.of("small", "gone")) {
        assertThat(node.task(tree, name).result()).contains("{\"skipped\":true}");
        assertThat(node.task(tree, name).attempts()).isZero();
      }
      assertThat(node.task(tree, "large").attempts()).isEqualTo(1);
      assertThat(node.attempts(tree)).hasSize(3);
    }
  }

  @Test
  default void aWaitOutlivesItsNodeAndTakesNoLonger() {
    UUID tree;
    Task waiting;
    try (TestNode node = new TestNode(database())) {
      tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['wait']},
               {'name':'wait','parent_id':'root','schemas':{'method':'wait_executor'},'inputs':{'duration':4}}]}
              """);
      Await.until(
          "the attempt is parked",
          Duration.ofSeconds(60),
          () -> node.task(tree, "wait").parked().isPresent());
      waiting = node.task(tree, "wait");
      assertThat(waiting.status()).isEqualTo(TaskStatus.IN_PROGRESS);
    }
    try (TestNode node = new TestNode(database())) {
      node.await(tree, RunStatus.COMPLETED);
      Task waited = node.task(tree, "wait");
      assertThat(waited.result()).isEqualTo(waiting.parked());
      assertThat(waited.completedAt().orElseThrow())
          .isAfterOrEqualTo(waiting.retryAt().orElseThrow());
      assertThat(waited.retryAt()).isEmpty();
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(AttemptStatus.COMPLETED, AttemptStatus.COMPLETED);
    }
  }

  @Test
  default void aRunThatOnlyWaitsIsParkedAndCanBePausedResumedAndCancelled() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              "{'name':'wait','schemas':{'method':'wait_executor'},'inputs':{'duration':'PT1H'}}");
      TreeRun parked = node.await(tree, RunStatus.WAITING);
      assertThat(parked.claimedBy()).isEmpty();
      assertThat(
              WaitingReasons.of(
                  List.of(TaskState.of(node.task(tree, "wait"))), Optional.of(parked)))
          .extractingByKey(node.task(tree, "wait").id())
          .extracting(WaitingReason::kind, WaitingReason::at)
          .containsExactly(WaitingReason.Kind.TIMER, node.task(tree, "wait").retryAt());
      node.runner.pause(parked.id());
      node.await(tree, RunStatus.PAUSED);
      node.runner.resume(parked.id());
      node.await(tree, RunStatus.WAITING);
      node.runner.cancel(parked.id());
      node.await(tree, RunStatus.CANCELLED);
      assertThat(node.task(tree, "wait").status()).isEqualTo(TaskStatus.CANCELLED);
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(AttemptStatus.CANCELLED);
    }
  }

  @Test
  default void failsATaskWhoseConditionCannotBeDecided() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['n'],
                'run_if':{'value':'${n.none}','op':'eq','to':7}},
               {'name':'n','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'n':7}}]}
              """);
      node.await(tree, RunStatus.FAILED);
      assertThat(node.task(tree, "root").error())
          .contains(
              "'run_if' cannot be decided: '${n.none}': the result of 'n' has no 'none' there.");
      assertThat(node.attempts(tree)).hasSize(1);
    }
  }

  @Test
  default void cancelInterruptsARunningAttemptAndNothingOverwritesIt() {
    try (TestNode node = new TestNode(database(), Map.of("espalier.engine.stop-grace", "PT0.1S"))) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['deaf']},
               {'name':'deaf','parent_id':'root','schemas':{'method':'blocking'},'inputs':{'deaf':true}}]}
              """);
      node.awaitEntered("deaf", 1);
      node.runner.cancel(node.latestRun(tree).id());
      node.await(tree, RunStatus.CANCELLED);
      assertThat(node.tasks(tree)).extracting(Task::status).containsOnly(TaskStatus.CANCELLED);
      node.blocking.open("deaf");
      Await.until("the run is forgotten", TestNode.BOUND, () -> node.engine.activeRuns() == 0);
      UUID second = node.runner.start(tree, RunStart.ALL);
      assertThat(node.await(tree, RunStatus.COMPLETED).id()).isEqualTo(second);
      assertThat(node.blocking.overlaps()).isZero();
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(
              AttemptStatus.CANCELLED, AttemptStatus.COMPLETED, AttemptStatus.COMPLETED);
    }
  }

  @Test
  default void cancelsARunThatNobodyOwns() {
    try (TestNode node = new TestNode(database(), Map.of("espalier.engine.max-active-runs", "1"))) {
      UUID first = node.submit("{'name':'first','schemas':{'method':'blocking'}}");
      node.awaitEntered("first", 1);
      UUID second = node.submit("{'name':'second','schemas':{'method':'blocking'}}");
      node.runner.cancel(node.latestRun(second).id());
      node.await(second, RunStatus.CANCELLED);
      node.blocking.open("first");
      node.await(first, RunStatus.COMPLETED);
    }
  }

  @Test
  default void pausesAfterTheRunningAttemptsAndResumes() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['first']},
               {'name':'first','parent_id':'root','schemas':{'method':'blocking'}}]}
              """);
      node.awaitEntered("first", 1);
      UUID run = node.latestRun(tree).id();
      node.runner.pause(run);
      node.blocking.open("first");
      node.await(tree, RunStatus.PAUSED);
      assertThat(node.task(tree, "first").status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(node.task(tree, "root").status()).isEqualTo(TaskStatus.PENDING);
      node.runner.resume(run);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.blocking.entered("first")).isEqualTo(1);
    }
  }

  @Test
  default void pauseInterruptsAttemptsAfterItsGraceAndTheyRunAgain() {
    try (TestNode node =
        new TestNode(database(), Map.of("espalier.engine.pause-grace", "PT0.05S"))) {
      UUID tree = node.submit("{'name':'t','schemas':{'method':'blocking'}}");
      node.awaitEntered("t", 1);
      UUID run = node.latestRun(tree).id();
      node.runner.pause(run);
      node.await(tree, RunStatus.PAUSED);
      node.blocking.open("t");
      node.runner.resume(run);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.attempts(tree))
          .extracting(TaskAttempt::status)
          .containsExactly(AttemptStatus.LOST, AttemptStatus.COMPLETED);
    }
  }

  @Test
  default void refusesASecondRunWhileOneIsActive() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit("{'name':'t','schemas':{'method':'blocking'}}");
      UUID run = node.latestRun(tree).id();
      assertThatThrownBy(() -> node.runner.start(tree, RunStart.ALL))
          .isInstanceOfSatisfying(
              RunActiveException.class, e -> assertThat(e.runId()).isEqualTo(run));
      node.blocking.open("t");
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void runsFailedTasksAgainWithWhatFollowsAndNothingElse() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['good','flaky']},
               {'name':'good','parent_id':'root','schemas':{'method':'echo_executor'}},
               {'name':'flaky','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'fail':true}}]}
              """);
      node.await(tree, RunStatus.FAILED);
      UUID flaky = node.task(tree, "flaky").id();
      node.runner.start(
          tree,
          new RunStart(RunScope.FAILED, Set.of(), Map.of(flaky, Json.object().put("fail", false))));
      TreeRun second = node.await(tree, RunStatus.COMPLETED);
      assertThat(second.number()).isEqualTo(2);
      UUID good = node.task(tree, "good").id();
      assertThat(node.attempts(tree).stream().filter(a -> a.taskId().equals(good))).hasSize(1);
      assertThat(node.attempts(tree)).hasSize(4);
      assertThat(node.task(tree, "flaky").inputs()).contains("true");
      assertThatThrownBy(
              () -> node.runner.start(tree, new RunStart(RunScope.FAILED, Set.of(), Map.of())))
          .isInstanceOf(NothingToRunException.class);
    }
  }

  @Test
  default void handsRunsBackOnShutdownAndAnotherNodeGoesOn() {
    UUID tree;
    try (TestNode first =
        new TestNode(database(), Map.of("espalier.engine.shutdown-grace", "PT0.05S"))) {
      tree =
          first.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'blocking'},'dependencies':['a']},
               {'name':'a','parent_id':'root','schemas':{'method':'echo_executor'}}]}
              """);
      first.awaitEntered("root", 1);
    }
    try (TestNode second = new TestNode(database())) {
      second.blocking.open("root");
      TreeRun run = second.await(tree, RunStatus.COMPLETED);
      assertThat(run.epoch()).isEqualTo(2);
      assertThat(second.attempts(tree)).hasSize(3);
    }
  }

  @Test
  default void failsATaskWhoseResultIsTooLarge() {
    try (TestNode node =
        new TestNode(database(), Map.of("espalier.engine.max-result-bytes", "2000"))) {
      UUID tree =
          node.submit("{'name':'t','schemas':{'method':'echo_executor'},'inputs':{'size':5000}}");
      node.await(tree, RunStatus.FAILED);
      assertThat(node.task(tree, "t").error().orElseThrow()).contains("2000");
      assertThat(node.attempts(tree).get(0).errorKind()).contains("result_too_large");
    }
  }

  @Test
  default void timesOutAnAttemptAndDoesNotRetryOneThatDoesNotStop() {
    try (TestNode node = new TestNode(database(), Map.of("espalier.engine.stop-grace", "PT0.1S"))) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'blocking'},'timeout':0.05,
                'retry':{'max_attempts':2,'initial_delay':0}},
               {'name':'deaf','parent_id':'root','schemas':{'method':'blocking'},'timeout':0.05,
                'inputs':{'deaf':true},'retry':{'max_attempts':2,'initial_delay':0}}]}
              """);
      node.await(tree, RunStatus.FAILED);
      assertThat(node.blocking.entered("root")).isEqualTo(2);
      assertThat(node.blocking.entered("deaf")).isEqualTo(1);
      assertThat(node.attempts(tree))
          .extracting(a -> a.errorKind().orElse(""))
          .containsExactlyInAnyOrder("timeout", "timeout", "stuck");
      node.blocking.open("deaf");
    }
  }

  @Test
  default void startsUrgentTasksFirst() {
    try (TestNode node =
        new TestNode(database(), Map.of("espalier.engine.max-running-attempts", "1"))) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'echo_executor'},'dependencies':['low','high','mid']},
               {'name':'low','parent_id':'root','priority':3,'schemas':{'method':'echo_executor'}},
               {'name':'high','parent_id':'root','priority':0,'schemas':{'method':'echo_executor'}},
               {'name':'mid','parent_id':'root','priority':1,'schemas':{'method':'echo_executor'}}]}
              """);
      node.await(tree, RunStatus.COMPLETED);
      List<Task> tasks = node.tasks(tree);
      List<String> order =
          node.attempts(tree).stream()
              .map(a -> tasks.stream().filter(t -> t.id().equals(a.taskId())).findFirst().get())
              .map(Task::name)
              .toList();
      assertThat(order).containsExactly("high", "mid", "low", "root");
    }
  }

  @Test
  default void recordsTheStartOfALongAttemptWhileItRuns() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit("{'name':'t','schemas':{'method':'blocking'}}");
      Await.until(
          "the start is recorded",
          Duration.ofSeconds(60),
          () -> node.task(tree, "t").status() == TaskStatus.IN_PROGRESS);
      assertThat(node.attempts(tree).get(0).status()).isEqualTo(AttemptStatus.IN_PROGRESS);
      assertThat(node.latestRun(tree).counts()).containsEntry(TaskStatus.IN_PROGRESS, 1);
      node.blocking.open("t");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.attempts(tree)).hasSize(1);
    }
  }

  @Test
  default void cancelsOneTaskOfARunThatSleeps() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'wait_executor'},'inputs':{'duration':3600}},
               {'name':'other','parent_id':'root','schemas':{'method':'wait_executor'},
                'inputs':{'duration':3600}}]}
              """);
      TreeRun run = node.await(tree, RunStatus.WAITING);
      node.runner.cancelTask(run.id(), node.task(tree, "other").id(), "not needed");
      Await.until(
          "the task is cancelled",
          TestNode.BOUND,
          () -> node.task(tree, "other").status() == TaskStatus.CANCELLED);
      node.await(tree, RunStatus.WAITING);
      assertThat(node.task(tree, "root").status()).isEqualTo(TaskStatus.IN_PROGRESS);
    }
  }

  @Test
  default void storesWhatBelongsToTheRunOfASubmissionWithItOrNothing() {
    try (TestNode node = new TestNode(database())) {
      String json = "{'name':'accompanied','schemas':{'method':'echo_executor'}}";
      List<UUID> seen = new ArrayList<>();
      RunCompanion counting =
          (connection, runId, treeId, now) -> {
            if (RunStore.status(connection, runId).isPresent()) {
              seen.add(treeId);
            }
          };
      List<NewTree> trees = node.read(json);
      node.runner.submitAndRun(trees, RunOptions.NONE, List.of(counting));
      assertThat(seen).containsExactly(trees.get(0).tree().id());
      node.await(seen.get(0), RunStatus.COMPLETED);

      RunCompanion failing =
          (connection, runId, treeId, now) -> {
            throw new SQLException("no room", "53100");
          };
      List<NewTree> refused = node.read(json);
      assertThatThrownBy(() -> node.runner.submitAndRun(refused, RunOptions.NONE, List.of(failing)))
          .isInstanceOf(DatabaseUnavailableException.class);
      assertThat(node.runs(refused.get(0).tree().id())).isEmpty();
      assertThat(node.tasks(refused.get(0).tree().id())).isEmpty();
    }
  }

  @Test
  default void aTreeThatMergesFlatDoesSoWhateverStartsIt() {
    try (TestNode node = new TestNode(database())) {
      List<NewTree> trees =
          node.read(
              """
              {'tasks':[
               {'id':'r','name':'r','schemas':{'method':'echo_executor'},'dependencies':['a']},
               {'id':'a','name':'a','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'n':1}}]}
              """);
      trees.forEach(tree -> tree.tree().mergeFlat());
      node.runner.submit(trees, false, Optional.empty());
      UUID tree = trees.get(0).tree().id();
      node.runner.start(tree, RunStart.ALL.by(RunTrigger.SCHEDULE));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(Json.read(node.task(tree, "r").result().orElseThrow()).path("n").intValue())
          .isEqualTo(1);
    }
  }
}
