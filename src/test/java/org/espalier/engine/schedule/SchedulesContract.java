package org.espalier.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.store.TreeRun;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.json.JsonTime;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskSchedule;
import org.espalier.tree.TestRepositories;
import org.espalier.tree.submission.TaskPatcher;
import org.junit.jupiter.api.Test;

/** What becomes of due times, whatever the database. */
interface SchedulesContract {

  String[] NOTHING = {"", ""};

  TestDatabase database();

  /** A clock that stands still until it is set, and what looks at schedules by it. */
  final class Watcher implements AutoCloseable {
    private final SettableTimer timer = new SettableTimer();
    private final Instant began = Instant.now();
    private final SteadyClock clock = new SteadyClock(began, timer);
    private final TestDatabase database;
    private final EntityManager jpa;
    final DueTimes due;
    final Schedules schedules;

    Watcher(TestDatabase database, TestNode node, String... settings) {
      EspalierSettings own =
          EspalierSettings.read(
              key -> key.equals(settings[0]) ? Optional.of(settings[1]) : Optional.empty(), "test");
      this.database = database;
      jpa = database.entityManagers().createEntityManager();
      due = new DueTimes(database.database(), node.runner, own, clock);
      schedules =
          new Schedules(
              database.database(),
              node.runner,
              TestRepositories.tasks(jpa),
              new ScheduleRepository(jpa),
              own,
              clock);
    }

    Instant now() {
      return clock.instant();
    }

    void set(Instant now) {
      timer.nanos = Duration.between(began, now).toNanos();
    }

    /** Looks once, at this time. */
    void lookAt(Instant now) {
      set(now);
      try {
        due.look();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** What is scheduled is not due in the tests that follow. */
    @Override
    public void close() {
      database.execute("update task set schedule_enabled = false");
      jpa.close();
    }
  }

  /** Shows what it is told. */
  final class SettableTimer implements MonotonicTimer {
    volatile long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(long duration) {
      nanos += duration;
    }
  }

  static String scheduled(String schedule) {
    return "{'name':'t','schemas':{'method':'echo_executor'}," + schedule + "}";
  }

  static Instant due(TestNode node, UUID tree) {
    return node.tasks(tree).get(0).schedule().nextRunAt().orElseThrow();
  }

  @Test
  default void aDueTimeStartsARunOfItsOwn() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID tree =
          node.store(
              scheduled(
                  "'schedule_type':'interval','schedule_expression':'3600','schedule_enabled':true"));
      Instant first = due(node, tree);
      assertThat(first).isCloseTo(Instant.now().plusSeconds(3_600), within());

      watcher.lookAt(first.minusMillis(1));
      assertThat(node.runs(tree)).isEmpty();
      watcher.lookAt(first.plusSeconds(7));
      TreeRun run = node.await(tree, RunStatus.COMPLETED);
      assertThat(run.trigger()).isEqualTo(RunTrigger.SCHEDULE);
      assertThat(run.scope()).isEqualTo(RunScope.ALL);
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(3_600));
      Task task = node.tasks(tree).get(0);
      assertThat(task.schedule().runCount()).isEqualTo(1);
      assertThat(task.schedule().lastRunAt()).contains(first.plusSeconds(7));
      assertThat(task.schedule().countedRunId()).contains(run.id());

      watcher.lookAt(first.plusSeconds(8));
      assertThat(node.runs(tree)).hasSize(1);
      watcher.lookAt(first.plusSeconds(3_600));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.runs(tree)).extracting(TreeRun::number).containsExactly(1, 2);
      assertThat(node.attempts(tree)).hasSize(2);
    }
  }

  private static org.assertj.core.data.TemporalUnitOffset within() {
    return org.assertj.core.api.Assertions.within(60, java.time.temporal.ChronoUnit.SECONDS);
  }

  @Test
  default void aChildRunsWithWhatItDependsOn() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID tree =
          node.store(
              """
              {'tasks':[
               {'id':'root','name':'root','schemas':{'method':'echo_executor'}},
               {'id':'a','name':'a','parent_id':'root','schemas':{'method':'echo_executor'}},
               {'id':'b','name':'b','parent_id':'root','schemas':{'method':'echo_executor'},'dependencies':['a'],
                'schedule_type':'daily','schedule_expression':'09:00','schedule_enabled':true},
               {'id':'c','name':'c','parent_id':'root','schemas':{'method':'echo_executor'},'dependencies':['b']}]}
              """);
      for (int runs = 1; runs <= 2; runs++) {
        Instant next = node.task(tree, "b").schedule().nextRunAt().orElseThrow();
        watcher.lookAt(next);
        TreeRun run = node.await(tree, RunStatus.COMPLETED);
        assertThat(run.number()).isEqualTo(runs);
        assertThat(run.scope()).isEqualTo(RunScope.CHAIN);
        assertThat(node.attempts(tree)).hasSize(2 * runs);
        assertThat(node.task(tree, "a").runId()).contains(run.id());
        assertThat(node.task(tree, "root").runId()).isEmpty();
        assertThat(node.task(tree, "c").runId()).isEmpty();
      }
    }
  }

  @Test
  default void whatWasMissedIsRunOnceOrSkipped() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING);
        Watcher skipper = new Watcher(database(), node, "espalier.schedule.missed", "skip")) {
      String hourly =
          scheduled(
              "'schedule_type':'interval','schedule_expression':'3600','schedule_enabled':true");
      UUID tree = node.store(hourly);
      Instant first = due(node, tree);
      skipper.lookAt(first.plusSeconds(3 * 3_600 + 120));
      assertThat(node.runs(tree)).isEmpty();
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(4 * 3_600));

      watcher.lookAt(first.plusSeconds(9 * 3_600 + 120));
      node.await(tree, RunStatus.COMPLETED);
      assertThat(node.runs(tree)).hasSize(1);
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(10 * 3_600));
    }
  }

  @Test
  default void aDueTimeDuringARunIsSkippedOrWaits() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING);
        Watcher waiter = new Watcher(database(), node, "espalier.schedule.overlap", "wait")) {
      String name = "slow " + UUID.randomUUID();
      UUID tree =
          node.store(
              "{'name':'%s','schemas':{'method':'blocking'},'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true}"
                  .formatted(name));
      Instant first = due(node, tree);
      watcher.lookAt(first);
      assertThat(node.runs(tree)).hasSize(1);
      watcher.lookAt(first.plusSeconds(60));
      assertThat(node.runs(tree)).hasSize(1);
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(120));
      waiter.lookAt(first.plusSeconds(300));
      assertThat(node.runs(tree)).hasSize(1);
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(120));

      node.open(name);
      node.await(tree, RunStatus.COMPLETED);
      waiter.lookAt(first.plusSeconds(301));
      assertThat(node.runs(tree)).hasSize(2);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(due(node, tree)).isEqualTo(first.plusSeconds(360));
      assertThat(node.tasks(tree).get(0).schedule().runCount()).isEqualTo(2);
    }
  }

  @Test
  default void aScheduleEndsWithItsRunsOrItsWindow() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID counted =
          node.store(
              scheduled(
                  "'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true,'max_runs':2"));
      Instant first = due(node, counted);
      watcher.lookAt(first);
      node.await(counted, RunStatus.COMPLETED);
      watcher.lookAt(first.plusSeconds(60));
      node.await(counted, RunStatus.COMPLETED);
      Task over = node.tasks(counted).get(0);
      assertThat(over.schedule().definition().enabled()).isFalse();
      assertThat(over.schedule().nextRunAt()).isEmpty();

      UUID once =
          node.store(
              scheduled(
                  "'schedule_type':'once','schedule_expression':'2100-01-01T00:00:00Z','schedule_enabled':true"));
      watcher.lookAt(Instant.parse("2100-01-01T00:00:00Z"));
      node.await(once, RunStatus.COMPLETED);
      assertThat(node.tasks(once).get(0).schedule().definition().enabled()).isFalse();
      watcher.lookAt(Instant.parse("2100-01-02T00:00:00Z"));
      assertThat(node.runs(once)).hasSize(1);
      assertThat(node.runs(counted)).hasSize(2);
    }
  }

  @Test
  default void countsARunFromOutsideOnceAndOnlyOneThatThereWas() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID tree =
          node.store(
              scheduled(
                  "'schedule_type':'daily','schedule_expression':'09:00','schedule_enabled':true"));
      assertThatThrownBy(() -> watcher.schedules.complete(tree, true))
          .isInstanceOf(ScheduleStateException.class)
          .hasMessageContaining("was never run");
      Instant next = due(node, tree);
      UUID run = watcher.schedules.trigger(tree, start -> start);
      node.await(tree, RunStatus.COMPLETED);
      assertThat(due(node, tree)).isEqualTo(next);
      watcher.schedules.complete(tree, true);
      watcher.schedules.complete(tree, true);
      Task task = node.tasks(tree).get(0);
      assertThat(task.schedule().runCount()).isEqualTo(1);
      assertThat(task.schedule().countedRunId()).contains(run);
      assertThat(due(node, tree)).isEqualTo(next.plus(Duration.ofDays(1)));

      watcher.schedules.init(tree, Optional.of(Instant.parse("2030-03-01T09:00:00Z")));
      assertThat(due(node, tree)).isEqualTo(Instant.parse("2030-03-02T09:00:00Z"));
      UUID past =
          node.store(
              scheduled("'schedule_type':'once','schedule_expression':'2020-01-01T00:00:00Z'"));
      watcher.schedules.init(past, Optional.of(Instant.parse("2019-01-01T00:00:00Z")));
      assertThat(due(node, past)).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
      watcher.schedules.init(past, Optional.empty());
      assertThat(node.tasks(past).get(0).schedule().nextRunAt()).isEmpty();
      UUID bare = node.store("{'name':'t','schemas':{'method':'echo_executor'}}");
      assertThatThrownBy(() -> watcher.schedules.init(bare, Optional.empty()))
          .isInstanceOf(ScheduleStateException.class)
          .hasMessageContaining("has no schedule");
    }
  }

  @Test
  default void listsWhatIsScheduledAndWhatIsDue() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      String user = UUID.randomUUID().toString();
      String weekly =
          scheduled(
              "'user_id':'%s','schedule_type':'weekly','schedule_expression':'mon@09:00','schedule_enabled':%s"
                  .formatted(user, "%s"));
      UUID enabled = node.store(weekly.formatted("true"));
      UUID disabled = node.store(weekly.formatted("false"));
      Optional<String> owner = Optional.of(user);
      assertThat(watcher.schedules.list(query(false, owner)))
          .extracting(Task::id)
          .containsExactly(disabled, enabled);
      assertThat(watcher.schedules.list(query(true, owner)))
          .extracting(Task::id)
          .containsExactly(enabled);
      assertThat(watcher.schedules.due(Optional.empty(), owner, 10)).isEmpty();
      assertThat(watcher.schedules.due(Optional.of(due(node, enabled)), owner, 10))
          .extracting(Task::id)
          .containsExactly(enabled);
    }
  }

  private static ScheduleQuery query(boolean enabledOnly, Optional<String> owner) {
    return new ScheduleQuery(enabledOnly, Set.of(), Set.of(), owner, 10, 0, Optional.empty());
  }

  @Test
  default void refusesASchedulesFaultsByTheFieldsNames() {
    try (TestNode node = new TestNode(database())) {
      assertThat(faults(node, "'schedule_enabled':true"))
          .containsExactlyInAnyOrder("/schedule_type required", "/schedule_expression required");
      assertThat(faults(node, "'schedule_type':'bogus','schedule_expression':'1'"))
          .containsExactly("/schedule_type range");
      assertThat(faults(node, "'schedule_type':'daily','schedule_expression':'25:00'"))
          .containsExactly("/schedule_expression malformed");
      assertThat(
              faults(
                  node,
                  "'schedule_type':'once','schedule_expression':'2020-01-01T00:00:00Z','schedule_enabled':true"))
          .containsExactly("/schedule_expression never_due");
      assertThat(
              faults(
                  node,
                  "'schedule_type':'daily','schedule_expression':'09:00','schedule_enabled':true,"
                      + "'schedule_end_at':'2020-01-01T00:00:00Z'"))
          .containsExactly("/schedule_end_at never_due");
      assertThat(
              faults(
                  node,
                  "'schedule_type':'daily','schedule_expression':'09:00','max_runs':0,"
                      + "'schedule_start_at':'soon','next_run_at':'2030-01-01T00:00:00Z','run_count':3"))
          .containsExactlyInAnyOrder(
              "/max_runs range",
              "/schedule_start_at type",
              "/next_run_at read_only",
              "/run_count read_only");
      assertThat(
              faults(
                  node,
                  "'schedule_start_at':'2031-01-01T00:00:00Z','schedule_end_at':'2030-01-01T00:00:00Z'"))
          .containsExactly("/schedule_end_at range");
    }
  }

  // #19
  @Test
  default void storesAndFindsTheLastTimesThereAre() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      String user = UUID.randomUUID().toString();
      Instant last = Instant.parse("9999-12-31T23:59:59Z");
      UUID once =
          node.store(
              scheduled(
                  "'user_id':'%s','schedule_type':'once','schedule_expression':'9999-12-31T23:59:59Z',"
                          .formatted(user)
                      + "'schedule_enabled':true,'schedule_start_at':'9999-12-31T23:59:59Z',"
                      + "'schedule_end_at':'9999-12-31T23:59:59Z'"));
      UUID weekly =
          node.store(
              scheduled(
                  "'user_id':'%s','schedule_type':'weekly','schedule_expression':'fri@23:00',"
                          .formatted(user)
                      + "'schedule_enabled':true,'schedule_start_at':'9999-12-30T00:00:00Z'"));
      assertThat(due(node, once)).isEqualTo(last);
      assertThat(due(node, weekly)).isEqualTo(Instant.parse("9999-12-31T23:00:00Z"));
      assertThat(node.tasks(once).get(0).schedule().definition().endAt()).isEqualTo(last);

      watcher.lookAt(watcher.now().plusSeconds(1));
      assertThat(node.runs(once)).isEmpty();
      Optional<String> owner = Optional.of(user);
      assertThat(watcher.schedules.list(query(true, owner))).hasSize(2);
      assertThat(watcher.schedules.due(Optional.of(JsonTime.LAST), owner, 10))
          .extracting(Task::id)
          .containsExactly(weekly, once);
      assertThat(watcher.schedules.calendar(query(true, owner), "late", Optional.empty()).text())
          .contains("DTSTART:99991231T235959Z", "DTSTART:99991231T230000Z");
      watcher.schedules.init(weekly, Optional.of(JsonTime.LAST));
      assertThat(node.tasks(weekly).get(0).schedule().nextRunAt()).isEmpty();
    }
  }

  // #19
  @Test
  default void refusesTimesThatNoDatabaseOrCalendarHolds() {
    try (TestNode node = new TestNode(database())) {
      for (String time :
          List.of(
              "+10000-01-01T00:00:00Z",
              "9999-12-31T23:59:59-01:00",
              "+292278994-08-17T07:12:55Z",
              "-4714-01-01T00:00:00Z",
              "1969-12-31T23:59:59Z",
              "2016-12-31T23:59:60Z")) {
        assertThat(
                faults(
                    node,
                    "'schedule_type':'once','schedule_expression':'%s'".formatted(time)
                        + ",'schedule_enabled':true"))
            .containsExactly("/schedule_expression malformed");
        assertThat(
                faults(
                    node, "'schedule_start_at':'%s','schedule_end_at':'%s'".formatted(time, time)))
            .containsExactlyInAnyOrder("/schedule_start_at type", "/schedule_end_at type");
      }
    }
  }

  private Task patch(UUID task, String patch) {
    EspalierSettings settings = EspalierSettings.defaults();
    ExecutorRegistry registry =
        new ExecutorRegistry(List.of(new EchoExecutor()), settings.executors());
    TaskPatcher patcher =
        new TaskPatcher(
            settings, new RegistryCatalog(registry, new InputSchemas()), new SteadyClock());
    try (EntityManager jpa = database().entityManagers().createEntityManager()) {
      jpa.getTransaction().begin();
      try {
        Task patched =
            new TreeEditor(jpa, TestRepositories.tasks(jpa), patcher)
                .patch(task, TestNode.parse(patch));
        jpa.getTransaction().commit();
        return patched;
      } finally {
        if (jpa.getTransaction().isActive()) {
          jpa.getTransaction().rollback();
        }
      }
    }
  }

  // #19
  @Test
  default void aScheduleThatIsTakenAwayTakesItsLimitsAndItsCountAlong() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID tree =
          node.store(
              scheduled(
                  "'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true,"
                      + "'schedule_end_at':'2099-01-01T00:00:00Z','max_runs':2"));
      for (String removal :
          List.of(
              "{'schedule_type':null,'schedule_expression':null}",
              "{'schedule_type':'','schedule_expression':''}",
              "{'schedule_type':null,'schedule_expression':null,'priority':1}")) {
        watcher.lookAt(due(node, tree));
        TreeRun run = node.await(tree, RunStatus.COMPLETED);
        assertThat(node.tasks(tree).get(0).schedule().runCount()).isEqualTo(1);

        patch(tree, removal);
        TaskSchedule left = node.tasks(tree).get(0).schedule();
        assertThat(left.definition()).isEqualTo(ScheduleDefinition.NONE);
        assertThat(left.nextRunAt()).isEmpty();
        assertThat(left.lastRunAt()).isEmpty();
        assertThat(left.runCount()).isZero();

        patch(
            tree,
            "{'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true,'max_runs':2}");
        TaskSchedule fresh = node.tasks(tree).get(0).schedule();
        assertThat(fresh.runCount()).isZero();
        assertThat(fresh.nextRunAt()).isPresent();
        assertThat(fresh.countedRunId()).contains(run.id());
        watcher.schedules.complete(tree, true);
        assertThat(node.tasks(tree).get(0).schedule().runCount()).isZero();
      }
    }
  }

  // #19
  @Test
  default void aScheduleThatIsChangedKeepsItsCount() {
    try (TestNode node = new TestNode(database());
        Watcher watcher = new Watcher(database(), node, NOTHING)) {
      UUID tree =
          node.store(
              scheduled(
                  "'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true,'max_runs':5"));
      watcher.lookAt(due(node, tree));
      node.await(tree, RunStatus.COMPLETED);
      patch(tree, "{'schedule_type':'daily','schedule_expression':'09:00'}");
      TaskSchedule changed = node.tasks(tree).get(0).schedule();
      assertThat(changed.runCount()).isEqualTo(1);
      assertThat(changed.definition().maxRuns()).isEqualTo(5);
      assertThatThrownBy(() -> patch(tree, "{'max_runs':1}"))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(
              () ->
                  patch(
                      tree,
                      "{'schedule_type':null,'schedule_expression':null,'schedule_enabled':true}"))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  private static List<String> faults(TestNode node, String schedule) {
    try {
      node.store(scheduled(schedule));
      return List.of();
    } catch (InvalidTreeException e) {
      return e.violations().stream().map(v -> v.pointer() + " " + v.code().word()).toList();
    }
  }
}
