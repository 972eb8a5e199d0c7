package org.espalier.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.it.Await;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchedulesOnPostgresTest implements SchedulesContract {
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

  @Override
  public TestDatabase database() {
    return database;
  }

  @Test
  void twoNodesMakeOneRunOfEachDueTime() throws Exception {
    try (TestNode one = new TestNode(database());
        TestNode two = new TestNode(database());
        Watcher first = new Watcher(database(), one, NOTHING);
        Watcher second = new Watcher(database(), two, NOTHING)) {
      UUID tree =
          one.store(
              SchedulesContract.scheduled(
                  "'schedule_type':'interval','schedule_expression':'60','schedule_enabled':true"));
      ExecutorService both = Executors.newFixedThreadPool(2);
      try {
        for (int i = 0; i < 5; i++) {
          Instant now = SchedulesContract.due(one, tree);
          CyclicBarrier barrier = new CyclicBarrier(2);
          List<Future<?>> looks =
              List.of(
                  both.submit(() -> lookTogether(first, barrier, now)),
                  both.submit(() -> lookTogether(second, barrier, now)));
          for (Future<?> look : looks) {
            look.get();
          }
          assertThat(one.runs(tree)).hasSize(i + 1);
          one.await(tree, RunStatus.COMPLETED);
        }
      } finally {
        both.shutdownNow();
      }
      assertThat(one.tasks(tree).get(0).schedule().runCount()).isEqualTo(5);
    }
  }

  private static Void lookTogether(Watcher watcher, CyclicBarrier barrier, Instant now)
      throws Exception {
    watcher.set(now);
    barrier.await();
    watcher.due.look();
    return null;
  }

  /** With their own threads and the real time. */
  @Test
  void twoNodesThatWatchMakeFiveRunsOfFiveDueTimes() {
    Map<String, String> settings = Map.of("espalier.schedule.overlap", "wait");
    try (TestNode one = new TestNode(database(), settings);
        TestNode two = new TestNode(database(), settings)) {
      List<DueTimes> watches =
          List.of(
              new DueTimes(database().database(), one.runner, one.settings(), new SteadyClock()),
              new DueTimes(database().database(), two.runner, two.settings(), new SteadyClock()));
      try {
        watches.forEach(watch -> watch.start(Thread::new));
        UUID tree =
            one.store(
                SchedulesContract.scheduled(
                    "'schedule_type':'interval','schedule_expression':'1','schedule_enabled':true,"
                        + "'max_runs':5"));
        Await.until(
            "the schedule is over",
            BOUND,
            () -> !one.tasks(tree).get(0).schedule().definition().enabled());
        one.await(tree, RunStatus.COMPLETED);
        assertThat(one.runs(tree)).hasSize(5);
        assertThat(one.tasks(tree).get(0).schedule().runCount()).isEqualTo(5);
      } finally {
        watches.forEach(DueTimes::stop);
      }
    }
  }
}
