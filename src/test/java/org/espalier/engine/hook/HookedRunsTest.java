package org.espalier.engine.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.event.EventLog;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.hook.HookFailure;
import org.espalier.hook.HookedTask;
import org.espalier.hook.HookedTree;
import org.espalier.hook.Hooks;
import org.espalier.hook.TaskHook;
import org.espalier.hook.TreeHook;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HookedRunsTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static TestNode node(TaskHook... hooks) {
    HookFailure.Listener events =
        new HookFailureEvents(
            database.database(), new EventLog(database.database()), new SteadyClock());
    return new TestNode(
        database,
        Map.of("espalier.demo.sleep-scale", "0.01"),
        new Hooks(List.of(hooks), List.of(), List.of(events), Clock.systemUTC()));
  }

  private static String task(String inputs) {
    return "{'name':'t','schemas':{'method':'echo_executor'},'inputs':" + inputs + "}";
  }

  private static String result(TestNode node, UUID tree) {
    return node.task(tree, "t").result().orElseThrow();
  }

  /** Adds a field, and takes one away. */
  private static final class Changing implements TaskHook {
    final List<String> outcomes = new CopyOnWriteArrayList<>();

    @Override
    public Optional<ExecutionOutcome> before(HookedTask task) {
      task.inputs().put("added", "by " + task.executor()).remove("removed");
      return Optional.empty();
    }

    @Override
    public void after(HookedTask task, ExecutionOutcome outcome) {
      outcomes.add(outcome.getClass().getSimpleName() + " " + task.attempt());
    }
  }

  @Test
  void aHookChangesTheInputsAndTheAttemptKeepsThem() {
    Changing hook = new Changing();
    try (TestNode node = node(hook)) {
      UUID tree =
          node.submit(
              "{'name':'t','schemas':{'method':'echo_executor'},'inputs':{'n':1,'removed':2,'fail_times':1},"
                  + "'retry':{'max_attempts':2,'initial_delay':0.01}}");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(Json.read(result(node, tree)).path("added").asText())
          .isEqualTo("by echo_executor");
      assertThat(Json.read(result(node, tree)).has("removed")).isFalse();
      assertThat(node.attempts(tree))
          .extracting(attempt -> attempt.inputs().orElseThrow())
          .allSatisfy(inputs -> assertThat(inputs).contains("added").doesNotContain("removed"));
      assertThat(node.task(tree, "t").inputs()).contains("removed").doesNotContain("added");
      assertThat(hook.outcomes).containsExactly("Failed 1", "Succeeded 2");
    }
  }

  @Test
  void whatAHookDoesToInputsIsCheckedLikeAnyInputs() {
    TaskHook spoiling =
        new TaskHook() {
          @Override
          public Optional<ExecutionOutcome> before(HookedTask task) {
            task.inputs().put("delay", "for ever");
            return Optional.empty();
          }
        };
    try (TestNode node = node(spoiling)) {
      UUID tree = node.submit(task("{}"));
      node.await(tree, RunStatus.FAILED);
      TaskAttempt attempt = node.attempts(tree).get(0);
      assertThat(attempt.errorKind()).contains("invalid_input");
      assertThat(attempt.inputs().orElseThrow()).contains("for ever");
    }
  }

  @Test
  void aHookThatFailsIsAmongTheEventsAndNothingElse() {
    TaskHook failing =
        new TaskHook() {
          @Override
          public Optional<ExecutionOutcome> before(HookedTask task) {
            throw new IllegalStateException("out of order");
          }

          @Override
          public void after(HookedTask task, ExecutionOutcome outcome) {
            throw new IllegalStateException("out of order too");
          }
        };
    try (TestNode node = node(failing)) {
      UUID tree = node.submit(task("{'n':1}"));
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      List<String> events = new ArrayList<>();
      node.events()
          .read(run.id(), 0, 100)
          .forEach(
              row ->
                  Json.read(row.events())
                      .forEach(
                          event ->
                              events.add(
                                  event.path("type").asText()
                                      + (event.has("phase")
                                          ? " "
                                              + event.path("phase").asText()
                                              + " "
                                              + event.path("error").asText()
                                          : ""))));
      assertThat(events)
          .contains(
              "task.hook_failed before java.lang.IllegalStateException: out of order",
              "task.hook_failed after java.lang.IllegalStateException: out of order too")
          .endsWith("run.ended");
    }
  }

  @Test
  void aHookMayAnswerInPlaceOfTheExecutor() {
    TaskHook answering =
        new TaskHook() {
          @Override
          public Set<String> executors() {
            return Set.of("blocking");
          }

          @Override
          public Optional<ExecutionOutcome> before(HookedTask task) {
            return Optional.of(new Succeeded(Json.object().put("cached", true)));
          }
        };
    try (TestNode node = node(answering)) {
      UUID tree = node.submit("{'name':'t','schemas':{'method':'blocking'}}");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree)).isEqualTo("{\"cached\":true}");
      assertThat(node.entered("t")).isZero();
    }
  }

  @Test
  void aDemoEntersNoExecutor() {
    try (TestNode node = node()) {
      UUID tree =
          node.store(
              """
              {'tasks':[
               {'name':'t','schemas':{'method':'blocking'},'dependencies':['first']},
               {'name':'first','parent_id':'t','schemas':{'method':'echo_executor'},'inputs':{'fail':true}}]}
              """);
      node.runner.start(tree, RunStart.ALL.asDemo());
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.isDemo()).isTrue();
      assertThat(node.entered("t")).isZero();
      assertThat(node.task(tree, "first").result())
          .contains("{\"greeting\":\"hello\",\"demo_mode\":true}");
      assertThat(result(node, tree)).contains("Demo of");
    }
  }

  /** Writes down what it is told. */
  private static final class Watching implements TreeHook {
    final List<String> told = new CopyOnWriteArrayList<>();

    private void note(String call, HookedTree tree) {
      told.add(
          call
              + " "
              + tree.name()
              + " "
              + tree.status()
              + (tree.runId().isPresent() ? " run" : ""));
      throw new IllegalStateException("and fails");
    }

    @Override
    public void created(HookedTree tree) {
      note("created", tree);
    }

    @Override
    public void started(HookedTree tree) {
      note("started", tree);
    }

    @Override
    public void completed(HookedTree tree) {
      note("completed", tree);
    }

    @Override
    public void failed(HookedTree tree) {
      note("failed", tree);
    }
  }

  @Test
  void treesAreToldFromTheirCreationToTheirEnd() {
    Watching watching = new Watching();
    Hooks hooks = new Hooks(List.of(), List.of(watching), List.of(), Clock.systemUTC());
    try (TestNode node = new TestNode(database, Map.of(), hooks)) {
      TreeHookCalls calls =
          new TreeHookCalls(node.events(), node.runner, hooks, database.database());
      calls.start(Thread::new);
      try {
        UUID good = node.submit(task("{}"));
        node.await(good, RunStatus.COMPLETED);
        Await.until("the end is told", BOUND, () -> watching.told.size() == 3);
        assertThat(watching.told)
            .containsExactlyInAnyOrder(
                "created t created", "started t started run", "completed t completed run"); // #19
        watching.told.clear();
        UUID bad = node.submit(task("{'fail':true}"));
        node.await(bad, RunStatus.FAILED);
        Await.until("the end is told", BOUND, () -> watching.told.size() == 3);
        assertThat(watching.told).contains("failed t failed run");
        assertThat(hooks.treeHooks().get(0).failures()).isEqualTo(6);
      } finally {
        calls.stop();
      }
    }
  }
}
