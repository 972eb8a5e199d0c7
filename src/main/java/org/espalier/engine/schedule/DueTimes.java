package org.espalier.engine.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import org.espalier.database.Database;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.node.NodeService;
import org.espalier.engine.schedule.ScheduleStore.Due;
import org.espalier.engine.store.RunStart;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.ScheduleSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.thread.Poller;

/**
 * Starts a run whenever a schedule is due. Every node watches; which of them acts is decided by the
 * database: the transaction that queues the run moves the schedule on to its next time, behind the
 * lock of the tree, so a due time has one run or none. Thread-safe.
 */
@ApplicationScoped
public class DueTimes implements NodeService {
  private static final System.Logger LOG = System.getLogger(DueTimes.class.getName());
  private static final int MAX_BATCH = 100;

  private Database database;
  private TreeRunner runner;
  private ScheduleSettings settings;
  private SteadyClock clock;
  private final Poller poller = new Poller("espalier-schedules", this::look);

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected DueTimes() {}

  @Inject
  public DueTimes(
      Database database, TreeRunner runner, EspalierSettings settings, SteadyClock clock) {
    this.database = database;
    this.runner = runner;
    this.settings = settings.schedule();
    this.clock = clock;
  }

  @Override
  public void start(ThreadFactory threads) {
    poller.start(threads);
  }

  @Override
  public void stop() {
    poller.stop();
  }

  /** Acts upon everything that is due by now, and says when to look again. */
  Duration look() throws SQLException {
    Instant now = clock.instant();
    int acted;
    do {
      acted = actUponSome(now);
    } while (acted == MAX_BATCH);
    Optional<Instant> next = database.transaction(c -> ScheduleStore.next(c, now));
    Duration longest = settings.interval();
    return next.map(at -> Duration.between(clock.instant(), at))
        .filter(wait -> wait.compareTo(longest) < 0)
        .orElse(longest);
  }

  /** How many due times were dealt with. */
  private int actUponSome(Instant now) throws SQLException {
    List<Due> due =
        database.transaction(c -> ScheduleStore.due(c, now, settings.overlap(), MAX_BATCH));
    int acted = 0;
    boolean isQueued = false;
    for (Due each : due) {
      Optional<DueDecision> decision = actUponOne(each);
      acted += decision.filter(made -> made != DueDecision.WAIT).isPresent() ? 1 : 0;
      isQueued |= decision.filter(DueDecision.RUN::equals).isPresent();
    }
    if (isQueued) {
      runner.wake();
    }
    return acted;
  }

  /** One that fails is due again at the next look, and not in the way of the others. */
  private Optional<DueDecision> actUponOne(Due due) throws SQLException {
    try {
      return database.transaction(connection -> actUpon(connection, due));
    } catch (SQLException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "task {0} was due at {1} and could not be run yet: {2}",
          due.taskId().toString(),
          due.at().toString(),
          e.toString());
      return Optional.empty();
    }
  }

  /** Empty when another node is about to act or has acted. */
  private Optional<DueDecision> actUpon(Connection connection, Due due) throws SQLException {
    if (!ScheduleStore.lockFreeTree(connection, due.treeId())) {
      return Optional.empty();
    }
    Optional<ScheduledTask> found =
        ScheduleStore.find(connection, due.taskId()).filter(task -> task.isDueAt(due.at()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ScheduledTask task = found.get();
    Instant now = clock.instant();
    boolean isBeingRun = runner.activeRun(connection, due.treeId()).isPresent();
    DueDecision decision =
        DueDecision.of(settings, task.definition().type(), due.at(), now, isBeingRun);
    Optional<Instant> next = task.definition().following(due.at(), now, settings.zone());
    switch (decision) {
      case WAIT -> {}
      case PASS_MISSED, PASS_OVERLAPPING -> pass(connection, task, decision, next, now);
      case RUN -> run(connection, task, next, now);
    }
    return Optional.of(decision);
  }

  private void run(Connection connection, ScheduledTask task, Optional<Instant> next, Instant now)
      throws SQLException {
    RunStart start = RunStart.ofTask(task.id(), task.treeId()).by(RunTrigger.SCHEDULE);
    UUID runId = runner.queue(connection, task.treeId(), start);
    ScheduleStore.write(connection, task, task.counted(runId, now, next), now);
  }

  private static void pass(
      Connection connection,
      ScheduledTask task,
      DueDecision decision,
      Optional<Instant> next,
      Instant now)
      throws SQLException {
    ScheduleStore.write(connection, task, task.dueNext(next), now);
    LOG.log(
        System.Logger.Level.WARNING,
        "task {0} was due at {1} and was not run: {2}",
        task.id().toString(),
        String.valueOf(task.dueAt()),
        decision == DueDecision.PASS_MISSED
            ? "that was missed (espalier.schedule.missed = skip)"
            : "its tree is still being run (espalier.schedule.overlap = skip)");
  }
}
