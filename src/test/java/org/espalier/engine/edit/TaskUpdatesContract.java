package org.espalier.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.database.TestDatabase;
import org.espalier.engine.BlockingExecutor;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.NothingToRunException;
import org.espalier.engine.store.RunStart;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.Violations;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.NewTree;
import org.espalier.tree.OriginType;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskListing;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TestRepositories;
import org.espalier.tree.submission.TaskPatcher;
import org.espalier.tree.submission.TreeCopier;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.espalier.tree.submission.TreeCopier.Part;
import org.espalier.tree.submission.TreeExtender;
import org.junit.jupiter.api.Test;

/** What the protocol's callers do to stored tasks, whatever the database. */
interface TaskUpdatesContract {
  String FAMILY =
      """
      {'tasks':[
       {'id':'root','name':'root','user_id':'%s','schemas':{'method':'echo_executor'}},
       {'id':'a','name':'a','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'x':1}},
       {'id':'b','name':'b','parent_id':'root','schemas':{'method':'echo_executor'},
        'dependencies':['a'],'inputs':{'y':'${a.x}'}}]}
      """;
  EspalierSettings SETTINGS = EspalierSettings.defaults();

  TestDatabase database();

  private <T> T inTransaction(Function<EntityManager, T> work) {
    try (EntityManager jpa = database().entityManagers().createEntityManager()) {
      jpa.getTransaction().begin();
      try {
        T value = work.apply(jpa);
        jpa.getTransaction().commit();
        return value;
      } finally {
        if (jpa.getTransaction().isActive()) {
          jpa.getTransaction().rollback();
        }
      }
    }
  }

  private static RegistryCatalog catalog() {
    return new RegistryCatalog(
        new ExecutorRegistry(
            List.of(new EchoExecutor(), new BlockingExecutor()), SETTINGS.executors()),
        new InputSchemas());
  }

  private static TaskUpdates updates(EntityManager jpa) {
    SteadyClock clock = new SteadyClock();
    return new TaskUpdates(
        jpa,
        TestRepositories.tasks(jpa),
        new TaskPatcher(SETTINGS, catalog(), clock),
        new TreeExtender(SETTINGS, catalog(), clock),
        SETTINGS,
        clock);
  }

  private <T> T edit(Function<TaskUpdates, T> work) {
    return inTransaction(jpa -> work.apply(updates(jpa)));
  }

  private Task set(UUID id, TaskStatus status) {
    return edit(
        updates ->
            updates.update(
                id,
                Json.object(),
                new StateChange(
                    Optional.of(status), Optional.empty(), Optional.empty(), Optional.empty()),
                new Violations(10)));
  }

  private Task define(UUID id, String fields) {
    return edit(
        updates ->
            updates.update(
                id, (ObjectNode) TestNode.parse(fields), StateChange.NONE, new Violations(10)));
  }

  private List<Task> tasksOf(UUID tree) {
    return inTransaction(jpa -> TestRepositories.tasks(jpa).tasksOf(tree));
  }

  private UUID idOf(UUID tree, String name) {
    return tasksOf(tree).stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private Task task(UUID id) {
    return inTransaction(jpa -> TestRepositories.tasks(jpa).requireTask(id));
  }

  private UUID clone(TestNode node, UUID tree, Fate fate) {
    List<Task> all = tasksOf(tree);
    NewTree copy =
        new TreeCopier(SETTINGS, new SteadyClock())
            .copy(
                all, all.stream().map(t -> new Part(t, fate)).toList(), all.get(0), Json.object());
    return node.runner.submit(List.of(copy), false, Optional.empty()).treeIds().get(0);
  }

  @Test
  default void valuesReplaceAsAWholeAndNullRemoves() {
    try (TestNode node = new TestNode(database())) {
      UUID a = idOf(node.store(FAMILY.formatted("u")), "a");

      define(a, "{'inputs':{'z':3},'priority':0}");
      assertThat(task(a).inputs()).isEqualTo("{\"z\":3}");
      assertThat(task(a).priority()).isZero();
      define(a, "{'inputs':null,'timeout':null}");
      assertThat(task(a).inputs()).isEqualTo("{}");
      assertThatThrownBy(() -> define(a, "{'priority':7,'name':''}"))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  default void aStateSetByHandTakesTheLegalWay() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY.formatted("u"));
      UUID a = idOf(tree, "a");
      UUID b = idOf(tree, "b");

      assertThatThrownBy(() -> set(b, TaskStatus.IN_PROGRESS))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> set(a, TaskStatus.COMPLETED))
          .isInstanceOf(InvalidRequestException.class);
      set(a, TaskStatus.IN_PROGRESS);
      assertThat(task(a).startedAt()).isPresent();
      Task done = set(a, TaskStatus.COMPLETED);
      assertThat(done.progress()).isEqualTo(1);
      assertThat(done.completedAt()).isPresent();
      set(b, TaskStatus.IN_PROGRESS);
      assertThat(set(b, TaskStatus.FAILED).error()).isPresent();
      assertThat(set(b, TaskStatus.PENDING).error()).isEmpty();
      assertThat(set(b, TaskStatus.CANCELLED).error()).contains("Cancelled by user");
    }
  }

  @Test
  default void aTreeGrowsByTasksThatNameAParentInIt() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY.formatted("u"));
      String more =
          "[{'name':'c','parent_id':'%s','dependencies':['b'],'schemas':{'method':'echo_executor'}}]";

      edit(updates -> updates.extend(tree, TestNode.parse(more.formatted(idOf(tree, "a")))));
      assertThat(tasksOf(tree)).extracting(Task::name).containsExactly("root", "a", "b", "c");
      assertThat(inTransaction(jpa -> TestRepositories.tasks(jpa).requireTree(tree)).taskCount())
          .isEqualTo(4);
      assertThatThrownBy(
              () ->
                  edit(
                      updates ->
                          updates.extend(
                              tree, TestNode.parse("[{'name':'d','parent_id':'nobody'}]"))))
          .isInstanceOf(InvalidTreeException.class);
      UUID run = node.runner.start(tree, RunStart.ALL);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(run).isNotNull();
      assertThat(tasksOf(tree)).allMatch(task -> task.status() == TaskStatus.COMPLETED);
    }
  }

  @Test
  default void tasksAreListedAndCountedByOwner() {
    try (TestNode node = new TestNode(database())) {
      String owner = UUID.randomUUID().toString();
      UUID older = node.store(FAMILY.formatted(owner));
      UUID newer = node.store(FAMILY.formatted(owner));
      TaskListing.Filter roots =
          new TaskListing.Filter(Optional.of(owner), Optional.of(TaskStatus.PENDING), true);

      inTransaction(
          jpa -> {
            TaskListing listing = TestRepositories.listing(jpa);
            assertThat(listing.list(roots, 0, 10)).containsExactly(newer, older);
            assertThat(listing.list(roots, 1, 10)).containsExactly(older);
            assertThat(listing.count(roots).get(TaskStatus.PENDING)).isEqualTo(2);
            assertThat(listing.parentsAmong(tasksOf(older))).isEqualTo(Set.of(older));
            TaskRepository tasks = TestRepositories.tasks(jpa);
            assertThat(tasks.childrenOf(older)).extracting(Task::name).containsExactly("a", "b");
            assertThat(tasks.findByKey("root").orElseThrow().id()).isEqualTo(newer);
            return listing.list(
                new TaskListing.Filter(Optional.empty(), Optional.empty(), false), 0, 3);
          });
    }
  }

  // #19
  @Test
  default void anUpdateThatTakesAScheduleAwayTakesItsLimitsAndItsCountAlong() {
    try (TestNode node = new TestNode(database())) {
      for (String removal :
          List.of(
              "{'schedule_type':null,'schedule_expression':null}",
              "{'schedule_type':'','schedule_expression':'','schedule_enabled':false}")) {
        UUID tree =
            node.store(
                "{'name':'t','schemas':{'method':'echo_executor'},'schedule_type':'daily','schedule_expression':'09:00',"
                    + "'schedule_enabled':true,'schedule_start_at':'2026-01-01T00:00:00Z','max_runs':2}");
        database().execute("update task set run_count = 2, last_run_at = next_run_at");
        define(tree, removal);
        assertThat(task(tree).schedule().definition()).isEqualTo(ScheduleDefinition.NONE);
        assertThat(task(tree).schedule().runCount()).isZero();
        assertThat(task(tree).schedule().lastRunAt()).isEmpty();

        define(
            tree,
            "{'schedule_type':'daily','schedule_expression':'09:00','schedule_enabled':true,'max_runs':1}");
        assertThat(task(tree).schedule().nextRunAt()).isPresent();
        define(tree, removal);
      }
    }
  }

  @Test
  default void linksShowTheirOriginalsAndAreNotRun() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(FAMILY.formatted("u"));
      node.await(tree, RunStatus.COMPLETED);
      UUID links = clone(node, tree, Fate.LINK);

      Task link = task(idOf(links, "b"));
      assertThat(link.origin()).isEqualTo(OriginType.LINK);
      assertThat(link.status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(Json.read(link.result().orElseThrow()).path("y").asInt()).isEqualTo(1);
      assertThat(link.inputs()).isEqualTo(task(idOf(tree, "b")).inputs());
      assertThatThrownBy(() -> node.runner.start(links, RunStart.ALL))
          .isInstanceOf(NothingToRunException.class);
      inTransaction(
          jpa -> {
            TreeEditor editor =
                new TreeEditor(
                    jpa,
                    TestRepositories.tasks(jpa),
                    new TaskPatcher(SETTINGS, catalog(), new SteadyClock()));
            assertThatThrownBy(() -> editor.deleteTree(tree))
                .isInstanceOf(TaskInUseException.class);
            assertThat(TestRepositories.listing(jpa).originalsAmong(tasksOf(tree))).hasSize(3);
            return editor;
          });
    }
  }

  @Test
  default void aCopyIsResetAndRunsByItself() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(FAMILY.formatted("u"));
      node.await(tree, RunStatus.COMPLETED);
      UUID copy = clone(node, tree, Fate.PENDING);

      assertThat(tasksOf(copy)).allMatch(task -> task.status() == TaskStatus.PENDING);
      assertThat(task(idOf(copy, "b")).originalTaskId()).contains(idOf(tree, "b"));
      node.runner.start(copy, RunStart.ALL);
      node.await(copy, RunStatus.COMPLETED);
      UUID kept = clone(node, tree, Fate.COMPLETED);
      assertThat(tasksOf(kept)).allMatch(task -> task.result().isPresent());
    }
  }

  @Test
  default void whatNobodyRunsIsCancelledAtOnce() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY.formatted("u"));

      assertThat(
              this.<Optional<Boolean>>edit(
                  updates -> updates.cancelIdle(idOf(tree, "a"), false, "why")))
          .contains(true);
      assertThat(task(idOf(tree, "a")).error()).contains("why");
      assertThat(this.<Optional<Boolean>>edit(updates -> updates.cancelIdle(tree, true, "all")))
          .contains(true);
      assertThat(tasksOf(tree)).allMatch(task -> task.status() == TaskStatus.CANCELLED);
      assertThat(this.<Optional<Boolean>>edit(updates -> updates.cancelIdle(tree, true, "all")))
          .contains(false);
    }
  }

  @Test
  default void oneTaskOfARunIsCancelledAndTheRestGoesOn() {
    try (TestNode node = new TestNode(database())) {
      UUID tree =
          node.submit(
              "{'tasks':[{'name':'root','schemas':{'method':'echo_executor'}},{'name':'slow','parent_id':'root','schemas':{'method':'blocking'}},{'name':'after','parent_id':'root','dependencies':['slow'],'schemas':{'method':'echo_executor'}}]}");
      UUID slow = idOf(tree, "slow");
      Await.until(
          "it is in progress", TestNode.BOUND, () -> task(slow).status() == TaskStatus.IN_PROGRESS);
      UUID run = node.runs(tree).get(0).id();

      assertThat(this.<Optional<Boolean>>edit(updates -> updates.cancelIdle(slow, false, "x")))
          .isEmpty();
      assertThat(node.runner.cancelTask(run, slow, "not this one")).isTrue();
      node.await(tree, RunStatus.FAILED);
      assertThat(task(slow).status()).isEqualTo(TaskStatus.CANCELLED);
      assertThat(task(slow).error()).contains("not this one");
      assertThat(task(idOf(tree, "after")).status()).isEqualTo(TaskStatus.PENDING);
      assertThat(task(tree).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(node.runner.cancelTask(run, slow, "again")).isFalse();
    }
  }

  @Test
  default void anArchiveIsNeitherRunNorChanged() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY.formatted("u"));
      assertThatThrownBy(() -> edit(updates -> updates.archive(tree, true)))
          .isInstanceOf(InvalidRequestException.class);
      node.runner.start(tree, new RunStart(RunScope.ALL, Set.of(), Map.of()));
      node.await(tree, RunStatus.COMPLETED);

      edit(updates -> updates.archive(tree, true));
      assertThat(tasksOf(tree)).allMatch(task -> task.origin() == OriginType.ARCHIVE);
      assertThatThrownBy(() -> define(tree, "{'name':'other'}"))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> node.runner.start(tree, RunStart.ALL))
          .isInstanceOf(NothingToRunException.class);
    }
  }
}
