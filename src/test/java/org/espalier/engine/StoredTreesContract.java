package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.espalier.database.TestDatabase;
import org.espalier.engine.edit.TaskInUseException;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.engine.query.AttemptQuery;
import org.espalier.engine.query.ListedTree;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.query.RunQuery;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.TaskState;
import org.espalier.engine.query.TreeQuery;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.TreeViolation;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskNotFoundException;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TaskTree;
import org.espalier.tree.TestRepositories;
import org.espalier.tree.submission.TaskPatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read and edited of stored trees, whatever the database. */
interface StoredTreesContract {
  String FAMILY =
      """
      {'tasks':[
       {'id':'root','name':'root','schemas':{'method':'echo_executor'}},
       {'id':'left','name':'left','parent_id':'root','schemas':{'method':'echo_executor'},
        'inputs':{'a':1,'b':{'c':2,'d':3}},'priority':1},
       {'id':'leaf','name':'leaf','parent_id':'left','schemas':{'method':'echo_executor'}},
       {'id':'right','name':'right','parent_id':'root','schemas':{'method':'echo_executor'},
        'dependencies':['left'],'inputs':{'x':'${left.a}'}}]}
      """;
  String BLOCKED = "{'tasks':[{'name':'%s','schemas':{'method':'blocking'},'inputs':{}}]}";

  TestDatabase database();

  private <T> T read(Function<EntityManager, T> work) {
    try (EntityManager jpa = database().entityManagers().createEntityManager()) {
      return work.apply(jpa);
    }
  }

  private <T> T runs(Function<RunRepository, T> work) {
    return read(jpa -> work.apply(new RunRepository(jpa)));
  }

  private <T> T tasks(Function<TaskRepository, T> work) {
    return read(jpa -> work.apply(TestRepositories.tasks(jpa)));
  }

  private List<Task> tasksOf(UUID tree) {
    return tasks(repository -> repository.tasksOf(tree));
  }

  private Optional<TreeRun> latest(UUID tree) {
    return runs(repository -> repository.latestOf(tree));
  }

  private List<TaskState> states(UUID tree) {
    return runs(repository -> repository.statesOf(tree));
  }

  private List<TaskAttempt> attempts(AttemptQuery query) {
    return runs(repository -> repository.attempts(query));
  }

  private void edit(Consumer<TreeEditor> work) {
    EspalierSettings settings = EspalierSettings.defaults();
    ExecutorRegistry registry =
        new ExecutorRegistry(
            List.of(new EchoExecutor(), new BlockingExecutor()), settings.executors());
    TaskPatcher patcher =
        new TaskPatcher(
            settings, new RegistryCatalog(registry, new InputSchemas()), new SteadyClock());
    read(
        jpa -> {
          jpa.getTransaction().begin();
          try {
            work.accept(new TreeEditor(jpa, TestRepositories.tasks(jpa), patcher));
            jpa.getTransaction().commit();
          } finally {
            if (jpa.getTransaction().isActive()) {
              jpa.getTransaction().rollback();
            }
          }
          return null;
        });
  }

  private void patch(UUID task, String patch) {
    edit(editor -> editor.patch(task, TestNode.parse(patch)));
  }

  private UUID idOf(UUID tree, String name) {
    return tasksOf(tree).stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private Task task(UUID id) {
    return tasks(repository -> repository.requireTask(id));
  }

  private long count(String table) {
    return read(
        jpa ->
            ((Number) jpa.createNativeQuery("select count(*) from " + table).getSingleResult())
                .longValue());
  }

  private static TreeQuery treesNamed(String name, TaskStatus... statuses) {
    return new TreeQuery(
        Set.of(statuses),
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        100,
        Optional.empty());
  }

  private List<String> names(TreeQuery query) {
    return runs(repository -> repository.listTrees(query)).stream()
        .map(listed -> listed.tree().name())
        .toList();
  }

  private List<TreeRun> openRunsOf(UUID tree) {
    RunQuery query =
        new RunQuery(
            Set.of(RunStatus.RUNNING, RunStatus.WAITING),
            Optional.of(tree),
            Optional.empty(),
            Optional.empty(),
            10,
            Optional.empty());
    return runs(repository -> repository.list(query));
  }

  // #19
  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"})
  default void listsBetweenTheFirstAndTheLastTimesThereAre(Instant time) {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(FAMILY);
      node.await(tree, RunStatus.COMPLETED);
      boolean isLast = time.isAfter(Instant.now());
      RunQuery after = bounded(tree, Optional.of(time), Optional.empty());
      RunQuery before = bounded(tree, Optional.empty(), Optional.of(time));
      List<TreeRun> later = runs(repository -> repository.list(after));
      List<TreeRun> earlier = runs(repository -> repository.list(before));
      assertThat(later).hasSize(isLast ? 0 : 1);
      assertThat(earlier).hasSize(isLast ? 1 : 0);
    }
  }

  private static RunQuery bounded(UUID tree, Optional<Instant> after, Optional<Instant> before) {
    return new RunQuery(Set.of(), Optional.of(tree), after, before, 10, Optional.empty());
  }

  @Test
  default void readsATreeWithItsTasksInOrder() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);

      assertThat(tasksOf(tree))
          .extracting(Task::name)
          .containsExactly("root", "left", "leaf", "right");
      assertThat(tasks(repository -> repository.namesOf(tree)).get(1).key()).isEqualTo("left");
      assertThat(tasks(repository -> repository.requireTree(tree)).taskCount()).isEqualTo(4);
      assertThat(states(tree)).hasSize(4);
      assertThat(latest(tree)).isEmpty();
    }
  }

  @Test
  default void filtersTreesByNameInAnyCase() {
    try (TestNode node = new TestNode(database())) {
      node.store("{'name':'Hundred 100%','schemas':{'method':'echo_executor'}}");
      node.store("{'name':'hundred 1000','schemas':{'method':'echo_executor'}}");
      node.store("{'name':'hundred_x','schemas':{'method':'echo_executor'}}");

      assertThat(names(treesNamed("HUNDRED")))
          .containsExactly("hundred_x", "hundred 1000", "Hundred 100%");
      assertThat(names(treesNamed("100%"))).containsExactly("Hundred 100%");
      assertThat(names(treesNamed("d_x"))).containsExactly("hundred_x");
      assertThat(names(treesNamed("!"))).isEmpty();
    }
  }

  @Test
  default void filtersTreesByTheStateOfTheirLatestRun() {
    try (TestNode node = new TestNode(database())) {
      node.store("{'name':'state: never','schemas':{'method':'echo_executor'}}");
      UUID done = node.submit("{'name':'state: done','schemas':{'method':'echo_executor'}}");
      UUID busy = node.submit("{'name':'state: busy','schemas':{'method':'blocking'}}");
      node.await(done, RunStatus.COMPLETED);
      node.await(busy, RunStatus.RUNNING);

      assertThat(names(treesNamed("state:", TaskStatus.PENDING))).containsExactly("state: never");
      assertThat(names(treesNamed("state:", TaskStatus.COMPLETED))).containsExactly("state: done");
      assertThat(names(treesNamed("state:", TaskStatus.IN_PROGRESS)))
          .containsExactly("state: busy");
      assertThat(openRunsOf(busy)).hasSize(1);
      assertThat(openRunsOf(done)).isEmpty();
      assertThat(names(treesNamed("state:", TaskStatus.IN_PROGRESS, TaskStatus.PENDING)))
          .containsExactly("state: busy", "state: never");
      assertThat(names(treesNamed("state:", TaskStatus.FAILED))).isEmpty();
      node.blocking.open("state: busy");
      node.await(busy, RunStatus.COMPLETED);
    }
  }

  @Test
  default void pagesThroughTreesWithoutGapOrRepetition() {
    try (TestNode node = new TestNode(database())) {
      Instant before = new SteadyClock().instant();
      List<UUID> stored = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        stored.add(0, node.store("{'name':'page','schemas':{'method':'echo_executor'}}"));
      }
      database()
          .execute(
              "update tree set created_at = (select min(created_at) from tree where name = 'page') where name = 'page'");

      List<UUID> seen = new ArrayList<>();
      Optional<PageCursor> cursor = Optional.empty();
      do {
        TreeQuery query =
            new TreeQuery(
                Set.of(),
                Optional.of("page"),
                Optional.empty(),
                Optional.of(before.minusSeconds(1)),
                Optional.of(before.plusSeconds(60)),
                3,
                cursor);
        List<ListedTree> page = runs(repository -> repository.listTrees(query));
        page.forEach(listed -> seen.add(listed.tree().id()));
        cursor =
            page.size() < 3
                ? Optional.empty()
                : Optional.of(page.get(2).tree())
                    .map(last -> PageCursor.of(last.createdAt(), last.id()))
                    .map(PageCursor::text)
                    .flatMap(PageCursor::parse);
      } while (cursor.isPresent());

      assertThat(seen).containsExactlyInAnyOrderElementsOf(stored).doesNotHaveDuplicates();
    }
  }

  @Test
  default void listsRunsAndAttemptsPageByPage() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(FAMILY);
      node.await(tree, RunStatus.COMPLETED);
      UUID second = node.runner.start(tree, RunStart.ALL);
      node.await(tree, RunStatus.COMPLETED);

      List<TreeRun> newest =
          runs(
              repository ->
                  repository.list(
                      new RunQuery(
                          Set.of(RunStatus.COMPLETED),
                          Optional.of(tree),
                          Optional.empty(),
                          Optional.empty(),
                          1,
                          Optional.empty())));
      assertThat(newest).extracting(TreeRun::id).containsExactly(second);
      assertThat(latest(tree).orElseThrow().number()).isEqualTo(2);

      List<TaskAttempt> first =
          attempts(new AttemptQuery(second, Optional.empty(), 3, Optional.empty()));
      TaskAttempt last = first.get(2);
      PageCursor cursor = new PageCursor(last.startedAt(), last.taskId(), last.number());
      List<TaskAttempt> rest =
          attempts(new AttemptQuery(second, Optional.empty(), 3, Optional.of(cursor)));
      assertThat(first).hasSize(3);
      assertThat(rest).hasSize(1);
      assertThat(first).extracting(TaskAttempt::taskId).doesNotContain(rest.get(0).taskId());
      assertThat(
              attempts(new AttemptQuery(second, Optional.of(last.taskId()), 10, Optional.empty())))
          .hasSize(1);
    }
  }

  @Test
  default void mergesAPatchIntoATask() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);
      UUID left = idOf(tree, "left");

      patch(
          left,
          "{'name':'links','priority':0,'inputs':{'a':null,'b':{'c':9},'e':'n'},'timeout':2.5,"
              + "'retry':{'max_attempts':4},'at_most_once':true,'dependencies':['leaf'],"
              + "'run_if':{'value':'${leaf.n}','op':'exists'}}");

      Task patched = task(left);
      assertThat(patched.name()).isEqualTo("links");
      assertThat(patched.priority()).isZero();
      assertThat(patched.inputs()).isEqualTo("{\"b\":{\"c\":9,\"d\":3},\"e\":\"n\"}");
      assertThat(patched.timeout().orElseThrow()).hasMillis(2_500);
      assertThat(patched.retry().orElseThrow().maxAttempts()).isEqualTo(4);
      assertThat(patched.isAtMostOnce()).isTrue();
      assertThat(patched.runIf()).contains("{\"value\":\"${leaf.n}\",\"op\":\"exists\"}");
      assertThat(patched.dependencies().get(0).id()).isEqualTo(idOf(tree, "leaf"));
      assertThat(patched.key()).contains("left");
      assertThat(patched.updatedAt()).isAfter(patched.createdAt());
    }
  }

  @Test
  default void renamesTheTreeWithItsRoot() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);

      patch(tree, "{'name':'stem'}");

      assertThat(tasks(repository -> repository.requireTree(tree)).name()).isEqualTo("stem");
    }
  }

  @Test
  default void refusesAPatchWithAllItsFaults() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);
      UUID left = idOf(tree, "left");

      assertThatThrownBy(
              () ->
                  patch(
                      left,
                      "{'name':'','priority':9,'status':'completed','parent_id':'x','nonsense':1,"
                          + "'run_if':{'value':'${leaf.n}','op':'exists'}}"))
          .isInstanceOfSatisfying(
              InvalidRequestException.class,
              e ->
                  assertThat(e.violations())
                      .extracting(TreeViolation::pointer)
                      .containsExactlyInAnyOrder(
                          "/name", "/priority", "/status", "/parent_id", "/nonsense"));
      assertThat(task(left).name()).isEqualTo("left");
    }
  }

  @Test
  default void refusesAPatchThatBreaksTheTree() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);
      UUID left = idOf(tree, "left");
      UUID right = idOf(tree, "right");

      assertThatThrownBy(() -> patch(left, "{'dependencies':['right']}"))
          .isInstanceOfSatisfying(
              InvalidRequestException.class,
              e ->
                  assertThat(e.violations())
                      .extracting(violation -> violation.code().word())
                      .containsExactly("dependency_cycle"));
      assertThatThrownBy(() -> patch(left, "{'name':'right'}"))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> patch(right, "{'inputs':{'x':'${leaf.a}'}}"))
          .isInstanceOfSatisfying(
              InvalidRequestException.class,
              e ->
                  assertThat(e.violations())
                      .extracting(TreeViolation::pointer)
                      .containsExactly("/inputs/x"));
      // The key still names it; the old name was one too.
      patch(left, "{'name':'other'}");
      assertThat(task(left).name()).isEqualTo("other");
    }
  }

  @Test
  default void doesNotEditWhatIsRun() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(BLOCKED.formatted("edited"));
      node.awaitEntered("edited", 1);
      UUID run = node.latestRun(tree).id();

      for (Consumer<TreeEditor> work :
          List.<Consumer<TreeEditor>>of(
              editor -> editor.patch(tree, TestNode.parse("{'priority':1}")),
              editor -> editor.deleteTask(tree, true),
              editor -> editor.deleteTree(tree))) {
        assertThatThrownBy(() -> edit(work))
            .isInstanceOfSatisfying(
                RunActiveException.class, e -> assertThat(e.runId()).isEqualTo(run));
      }
      node.blocking.open("edited");
      node.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  default void editsWhileTheRunIsPaused() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(BLOCKED.formatted("paused"));
      node.awaitEntered("paused", 1);
      node.runner.pause(node.latestRun(tree).id());
      node.blocking.open("paused");
      UUID waiting =
          node.submit(
              """
              {'tasks':[{'id':'r','name':'later','schemas':{'method':'echo_executor'},'dependencies':['f']},
               {'id':'f','name':'first','parent_id':'r','schemas':{'method':'blocking'}}]}
              """);
      node.awaitEntered("first", 1);
      node.runner.pause(node.latestRun(waiting).id());
      node.blocking.open("first");
      node.await(waiting, RunStatus.PAUSED);

      patch(waiting, "{'inputs':{'changed':true}}");
      assertThatThrownBy(() -> edit(editor -> editor.deleteTree(waiting)))
          .isInstanceOf(RunActiveException.class);
      node.runner.resume(node.latestRun(waiting).id());
      node.await(waiting, RunStatus.COMPLETED);

      assertThat(node.task(waiting, "later").result().orElseThrow()).contains("changed");
    }
  }

  @Test
  default void deletesNoTaskThatOthersHangOn() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);
      UUID left = idOf(tree, "left");

      assertThatThrownBy(() -> edit(editor -> editor.deleteTask(left, false)))
          .isInstanceOf(TaskInUseException.class)
          .hasMessageContaining("cascade");
      assertThatThrownBy(() -> edit(editor -> editor.deleteTask(left, true)))
          .isInstanceOf(TaskInUseException.class)
          .hasMessageContaining("'right'");
      assertThatThrownBy(() -> edit(editor -> editor.deleteTask(UUID.randomUUID(), true)))
          .isInstanceOf(TaskNotFoundException.class);
      assertThat(tasksOf(tree)).hasSize(4);
    }
  }

  @Test
  default void deletesASubtree() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.store(FAMILY);

      UUID right = idOf(tree, "right");
      UUID left = idOf(tree, "left");
      edit(editor -> editor.deleteTask(right, false));
      edit(editor -> editor.deleteTask(left, true));

      assertThat(tasksOf(tree)).extracting(Task::name).containsExactly("root");
      assertThat(tasks(repository -> repository.requireTree(tree)).taskCount()).isEqualTo(1);
      UUID run = node.runner.start(tree, RunStart.ALL);
      assertThat(node.await(tree, RunStatus.COMPLETED).id()).isEqualTo(run);
    }
  }

  @Test
  default void deletesATreeWithEverythingOfIt() {
    try (TestNode node = new TestNode(database())) {
      UUID tree = node.submit(FAMILY);
      node.await(tree, RunStatus.COMPLETED);
      UUID other = node.submit(FAMILY);
      node.await(other, RunStatus.COMPLETED);
      long events = count("event");
      long attempts = count("attempt");

      edit(editor -> editor.deleteTask(tree, true));

      Optional<TaskTree> gone = tasks(repository -> repository.findTree(tree));
      assertThat(gone).isEmpty();
      assertThat(tasksOf(tree)).isEmpty();
      assertThat(latest(tree)).isEmpty();
      assertThat(count("event")).isLessThan(events);
      assertThat(count("attempt")).isEqualTo(attempts - 4);
      assertThat(tasksOf(other)).hasSize(4);
    }
  }
}
