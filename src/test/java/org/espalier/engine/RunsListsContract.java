package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.chaos.Invariants;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.TreeRun;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TaskPatcher;
import org.espalier.tree.submission.TreeCopier;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.espalier.tree.submission.TreeCopier.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks made for the elements of a list, from the submission to what is stored in the end. */
interface RunsListsContract {
  TestDatabase database();

  @AfterEach
  default void leavesASoundDatabase() throws SQLException {
    try (Connection connection = database().dataSource().getConnection()) {
      assertThat(Invariants.violations(connection)).isEmpty();
    }
  }

  private static JsonNode result(TestNode node, UUID tree, String task) {
    return Json.read(node.task(tree, task).result().orElseThrow());
  }

  private static JsonNode json(String text) {
    return TestNode.parse(text);
  }

  @Test
  default void runsATaskForEachElementOfAnEarlierResultAndCollectsInOrder() {
    try (TestNode node =
        new TestNode(database(), Map.of("espalier.engine.elements-per-write", "7"))) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['each'],
                'inputs':{'third':'${each.results[2].n}','count':'${each.count}'}},
               {'name':'list','parent_id':'root','schemas':{'method':'echo_executor'},
                'inputs':{'items':[{'n':4},{'n':5.50},{'n':'${x}'},{'n':null}],'base':{'u':'https://x'}}},
               {'name':'each','parent_id':'root','schemas':{'method':'foreach_executor'},'dependencies':['list'],
                'inputs':{'items':'${list.items}','max_concurrency':2,
                 'task':{'name':'one','schemas':{'method':'echo_executor'},'priority':1,
                  'inputs':{'n':'${item.n}','i':'${index}','url':'${list.base.u}/${index}'}}}}]}
              """
                  .replace("'${x}'", "'$${x}'"));
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.counts()).containsEntry(TaskStatus.COMPLETED, 7);
      assertThat(result(node, tree, "each"))
          .isEqualTo(
              json(
                  "{'count':4,'results':[{'n':4,'i':0,'url':'https://x/0'},{'n':5.50,'i':1,'url':'https://x/1'},{'n':'${x}','i':2,'url':'https://x/2'},{'n':null,'i':3,'url':'https://x/3'}],'failed':[]}"));
      assertThat(result(node, tree, "root").path("third").textValue()).isEqualTo("${x}");
      assertThat(result(node, tree, "root").path("count").intValue()).isEqualTo(4);
      Task one = node.task(tree, "one[1]");
      assertThat(one.parentId()).contains(node.task(tree, "each").id());
      assertThat(one.element()).hasValue(1);
      assertThat(one.priority()).isEqualTo(1);
      assertThat(node.attempts(tree)).hasSize(7);
    }
  }

  @Test
  default void startsNoMoreAtATimeThanItMay() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              "{'name':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[0,1,2],'max_concurrency':2,'task':{'schemas':{'method':'blocking'}}}}");
      node.awaitEntered("each[0]", 1);
      node.awaitEntered("each[1]", 1);
      assertThat(node.entered("each[2]")).isZero();
      assertThat(node.task(tree, "each").status()).isEqualTo(TaskStatus.IN_PROGRESS);
      node.open("each[1]");
      node.awaitEntered("each[2]", 1);
      node.open("each[0]");
      node.open("each[2]");
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void anotherNodeGoesOnWithWhatIsLeft() {
    UUID tree;
    try (TestNode node =
        new TestNode(database(), Map.of("espalier.engine.shutdown-grace", "PT0S"))) {
      tree =
          node.submit(
              "{'name':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[0,1,2],'max_concurrency':1,'task':{'schemas':{'method':'blocking'}}}}");
      node.open("each[0]");
      node.awaitEntered("each[1]", 1);
    }
    try (TestNode node = new TestNode(database())) {
      node.open("each[1]");
      node.open("each[2]");
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.entered("each[0]")).isZero();
      assertThat(result(node, tree, "each").path("results"))
          .isEqualTo(json("[{'attempt':1},{'attempt':2},{'attempt':1}]"));
    }
  }

  @Test
  default void aRunOfWhatFailedKeepsTheTasksThatCompleted() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'name':'each','schemas':{'method':'foreach_executor'},'inputs':{
               'items':[{'v':0},{'v':1,'fail':true},{'v':2}],
               'task':{'schemas':{'method':'echo_executor'},'inputs':'${item}'}}}
              """);
      TreeRun first = node.await(tree, RunStatus.FAILED);
      assertThat(first.error()).hasValueSatisfying(e -> assertThat(e).contains("1 of 3 tasks"));
      List<UUID> before = node.tasks(tree).stream().map(Task::id).toList();
      var repaired = Json.object();
      repaired.set("items", json("[{'v':0},{'v':1},{'v':2}]"));
      node.runner.start(tree, new RunStart(RunScope.FAILED, Set.of(), Map.of(tree, repaired)));
      TreeRun second = node.await(tree, RunStatus.COMPLETED);
      assertThat(second.counts()).containsEntry(TaskStatus.COMPLETED, 2);
      assertThat(result(node, tree, "each").path("results"))
          .isEqualTo(json("[{'v':0},{'v':1},{'v':2}]"));
      assertThat(node.tasks(tree)).hasSize(4);
      assertThat(node.tasks(tree)).extracting(Task::id).contains(before.get(1), before.get(3));
      node.runner.start(tree, new RunStart(RunScope.ALL, Set.of(), Map.of(tree, repaired)));
      TreeRun third = node.await(tree, RunStatus.COMPLETED);
      assertThat(third.number()).isEqualTo(3);
      assertThat(third.counts()).containsEntry(TaskStatus.COMPLETED, 4);
      assertThat(node.tasks(tree)).hasSize(4);
      assertThat(node.tasks(tree)).extracting(Task::id).doesNotContain(before.get(1));
    }
  }

  @Test
  default void aTaskThatIsNotToBeRunAgainCancelsWhatWasKept() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'each','schemas':{'method':'foreach_executor'},'dependencies':['n'],
                'run_if':{'value':'${n.n}','op':'eq','to':1},'inputs':{
                'items':[{'v':0},{'fail':true}],
                'task':{'schemas':{'method':'echo_executor'},'inputs':'${item}'}}},
               {'name':'n','parent_id':'each','schemas':{'method':'echo_executor'},'inputs':{'n':1}}]}
              """);
      node.await(tree, RunStatus.FAILED);
      UUID n = node.task(tree, "n").id();
      node.runner.start(
          tree,
          new RunStart(RunScope.TASKS, Set.of(tree, n), Map.of(n, Json.object().put("n", 2))));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.task(tree, "each").result()).contains("{\"skipped\":true}");
      assertThat(node.task(tree, "each[0]").status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(node.task(tree, "each[1]").status()).isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  default void aCopyMakesItsOwnTasksAndMadeOnesCannotBeChanged() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              "{'name':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[1,2],'task':{'schemas':{'method':'echo_executor'}}}}");
      node.await(tree, RunStatus.COMPLETED);
      List<Task> all = node.tasks(tree);
      NewTree copy =
          new TreeCopier(node.settings(), new SteadyClock())
              .copy(
                  all,
                  all.stream().map(task -> new Part(task, Fate.PENDING)).toList(),
                  all.get(0),
                  Json.object());
      assertThat(copy.tasks()).extracting(Task::name).containsExactly("each");
      UUID copied =
          node.runner.submitAndRun(List.of(copy), RunOptions.NONE, List.of()).treeIds().get(0);
      node.await(copied, RunStatus.COMPLETED);
      assertThat(node.tasks(copied)).hasSize(3);
      assertThatThrownBy(
              () ->
                  new TaskPatcher(node.settings(), node.catalog(), new SteadyClock())
                      .patch(all, all.get(1), json("{'name':'x'}")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("'each[0]' was made for an element");
    }
  }

  @Test
  default void aShorterListDeletesWhatIsBeyondIt() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'name':'each','schemas':{'method':'foreach_executor'},'inputs':{
               'items':[{'v':0},{'v':1},{'fail':true}],
               'task':{'schemas':{'method':'echo_executor'},'inputs':'${item}'}}}
              """);
      node.await(tree, RunStatus.FAILED);
      var shorter = Json.object();
      shorter.set("items", json("[{'v':0}]"));
      node.runner.start(tree, new RunStart(RunScope.FAILED, Set.of(), Map.of(tree, shorter)));
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(node.tasks(tree)).extracting(Task::name).containsExactly("each", "each[0]");
      assertThat(run.counts()).containsEntry(TaskStatus.COMPLETED, 1);
    }
  }

  @Test
  default void anElementThatCannotBeUsedFailsAlone() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'name':'each','schemas':{'method':'foreach_executor'},'inputs':{
               'items':[0,'never'],'on_failure':'complete',
               'task':{'schemas':{'method':'echo_executor'},'inputs':{'delay':'${item}'}}}}
              """);
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.counts()).containsEntry(TaskStatus.FAILED, 1);
      JsonNode failed = result(node, tree, "each").path("failed");
      assertThat(failed).hasSize(1);
      assertThat(failed.get(0).path("index").intValue()).isEqualTo(1);
      assertThat(failed.get(0).path("error").textValue()).contains("/delay");
    }
  }

  @Test
  default void listsInListsAndTwoListsAtOnceRunInOneTree() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':['a','b']},
               {'name':'a','parent_id':'root','schemas':{'method':'foreach_executor'},'inputs':{
                'items':[{'id':'x','cells':[1,2]},{'id':'y','cells':[]}],'as':'row',
                'task':{'schemas':{'method':'foreach_executor'},'inputs':{'items':'${row.cells}',
                 'task':{'schemas':{'method':'echo_executor'},'inputs':{'cell':'${row.id}${item}'}}}}}},
               {'name':'b','parent_id':'root','schemas':{'method':'foreach_executor'},'inputs':{
                'items':['p'],'task':{'schemas':{'method':'echo_executor'},'inputs':{'v':'${item}'}}}}]}
              """);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(result(node, tree, "a").path("results"))
          .isEqualTo(
              json(
                  "[{'count':2,'results':[{'cell':'x1'},{'cell':'x2'}],'failed':[]},{'count':0,'results':[],'failed':[]}]"));
      assertThat(result(node, tree, "b").path("results")).isEqualTo(json("[{'v':'p'}]"));
      assertThat(node.tasks(tree)).extracting(Task::name).contains("a[0][1]", "b[0]");
    }
  }

  @Test
  default void aCancelOfTheTaskStopsItsTasksAndAPauseGoesOnLater() {
    try (TestNode node = new TestNode(database(), Map.of("espalier.engine.pause-grace", "PT0S"))) {
      UUID tree =
          node.submit(
              """
              {'tasks':[
               {'name':'root','schemas':{'method':'echo_executor'},'dependencies':[{'id':'each','required':false}]},
               {'name':'each','parent_id':'root','schemas':{'method':'foreach_executor'},'inputs':{
                'items':[0,1,2],'max_concurrency':2,'task':{'schemas':{'method':'blocking'}}}}]}
              """);
      node.awaitEntered("each[1]", 1);
      TreeRun run = node.latestRun(tree);
      node.runner.pause(run.id());
      node.await(tree, RunStatus.PAUSED);
      node.runner.resume(run.id());
      node.awaitEntered("each[1]", 2);
      node.runner.cancelTask(run.id(), node.task(tree, "each").id(), "enough");
      node.await(tree, RunStatus.FAILED);
      assertThat(node.tasks(tree).stream().filter(task -> task.name().startsWith("each")))
          .hasSize(4)
          .allSatisfy(task -> assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED))
          .allSatisfy(task -> assertThat(task.error()).contains("enough"));
      Await.until(
          "no attempt is left", Duration.ofSeconds(20), () -> node.blocking.overlaps() == 0);
    }
  }

  @Test
  default void refusesATemplateThatCanNeverRun() {
    try (TestNode node = new TestNode(database())) {
      assertThatThrownBy(
              () ->
                  node.store(
                      """
                      {'tasks':[{'name':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[1],'task':
                       {'schemas':{'method':'foreach_executor'},'id':'x','timeout':'long','inputs':{'items':['${item}'],
                        'task':{'schemas':{'method':'no_executor'},'inputs':{'a':'${itme}'}}}}}},
                       {'name':'wait','parent_id':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[1],'task':
                        {'schemas':{'method':'wait_executor'},'timeout':'${item}','inputs':{'duration':-1,'x':'${nobody.y}'}}}},
                       {'name':'secret','parent_id':'each','schemas':{'method':'foreach_executor'},'inputs':{
                        'items':['${secret:A}'],'task':{'schemas':{'method':'echo_executor'},'inputs':{'s':'${secret:B}'}}}}]}
                      """))
          .isInstanceOfSatisfying(
              InvalidTreeException.class,
              e ->
                  assertThat(e.violations())
                      .extracting(TreeViolation::pointer)
                      .containsExactlyInAnyOrder(
                          "/tasks/0/inputs/task/id",
                          "/tasks/0/inputs/task/timeout",
                          "/tasks/0/inputs/task/inputs/task/schemas/method",
                          "/tasks/1/inputs/task/inputs/duration",
                          "/tasks/1/inputs/task/inputs/x", // nobody is no dependency
                          "/tasks/1/inputs/task/inputs/x", // and x no input, #19
                          "/tasks/2/inputs/items"));
    }
  }
}
