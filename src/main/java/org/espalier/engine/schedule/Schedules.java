package org.espalier.engine.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.store.RunStart;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.ScheduleSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskNotFoundException;
import org.espalier.tree.TaskRepository;

/**
 * What every protocol can ask about schedules, and of them. Thread-safe; must not be called inside
 * a JTA transaction.
 *
 * <p>The engine starts scheduled runs itself and counts them as it starts them. {@link #complete}
 * is for those who start them from outside: it counts a run that was not counted, and only once.
 */
@ApplicationScoped
public class Schedules {
  private Database database;
  private TreeRunner runner;
  private TaskRepository tasks;
  private ScheduleRepository repository;
  private ScheduleSettings settings;
  private SteadyClock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Schedules() {}

  @Inject
  public Schedules(
      Database database,
      TreeRunner runner,
      TaskRepository tasks,
      ScheduleRepository repository,
      EspalierSettings settings,
      SteadyClock clock) {
    this.database = database;
    this.runner = runner;
    this.tasks = tasks;
    this.repository = repository;
    this.settings = settings.schedule();
    this.clock = clock;
  }

  /** Scheduled tasks, newest first. */
  public List<Task> list(ScheduleQuery query) {
    return repository.list(query);
  }

  /**
   * Enabled tasks that are due, the longest due first. The engine is about to run them.
   *
   * @param before due at this time or earlier; empty for now
   */
  public List<Task> due(Optional<Instant> before, Optional<String> userId, int limit) {
    return repository.due(before.orElseGet(clock::instant), userId, limit);
  }

  /**
   * Makes a task due at its first time after a moment, whatever it was before; one that is never
   * due after that moment is switched off.
   *
   * @param from empty for now
   * @throws TaskNotFoundException when there is no such task
   * @throws ScheduleStateException when it has no schedule, or has run as often as it may
   */
  public Task init(UUID taskId, Optional<Instant> from) {
    inTransaction(
        taskId,
        (connection, task) -> {
          Optional<Instant> next = firstTime(task, from.orElseGet(clock::instant));
          ScheduleStore.write(connection, task, task.dueNext(next), clock.instant());
        });
    return tasks.requireTask(taskId);
  }

  private Optional<Instant> firstTime(ScheduledTask task, Instant from) {
    Integer maxRuns = task.definition().maxRuns();
    if (task.definition().schedule(settings.zone()).isEmpty()) {
      throw new ScheduleStateException(
          task.id(), "has no schedule; set schedule_type and schedule_expression first.");
    }
    if (maxRuns != null && task.runCount() >= maxRuns) {
      throw new ScheduleStateException(
          task.id(), "has run %d times, as often as max_runs lets it.".formatted(task.runCount()));
    }
    return task.definition().first(from, settings.zone());
  }

  /**
   * Counts the latest run of a task for its schedule, unless it was counted already, and moves the
   * schedule on to its next time.
   *
   * @param movesOn whether the schedule moves on; otherwise it stays due at the time it is
   * @throws TaskNotFoundException when there is no such task
   * @throws ScheduleStateException when it has no schedule, was never run, or is being run
   */
  public Task complete(UUID taskId, boolean movesOn) {
    inTransaction(taskId, (connection, task) -> count(connection, task, movesOn));
    return tasks.requireTask(taskId);
  }

  private void count(Connection connection, ScheduledTask task, boolean movesOn)
      throws SQLException {
    if (task.definition().schedule(settings.zone()).isEmpty()) {
      throw new ScheduleStateException(task.id(), "has no schedule; there is nothing to complete.");
    }
    UUID run = task.latestRunId();
    if (run == null) {
      throw new ScheduleStateException(
          task.id(), "was never run; there is no run of it to complete.");
    }
    if (run.equals(task.countedRunId())) {
      return;
    }
    if (!runner.status(connection, run).map(RunStatus::isTerminal).orElse(true)) {
      throw new ScheduleStateException(
          task.id(), "is being run (run %s); complete it when that run is over.".formatted(run));
    }
    Instant now = clock.instant();
    Instant due = task.dueAt() == null ? now : task.dueAt();
    Optional<Instant> next =
        movesOn
            ? task.definition().following(due, now, settings.zone())
            : Optional.ofNullable(task.dueAt());
    ScheduleStore.write(connection, task, task.counted(run, now, next), now);
  }

  /**
   * Runs a task now, whether it has a schedule or not: the whole tree for its root, otherwise the
   * task with all it depends on. The schedule goes on as it would have.
   *
   * @param details adds what started it and what is stored beside it
   * @return the run's id
   * @throws TaskNotFoundException when there is no such task
   * @throws org.espalier.engine.store.RunActiveException when the tree is being run
   */
  public UUID trigger(UUID taskId, UnaryOperator<RunStart> details) {
    Task task = tasks.requireTask(taskId);
    return runner.start(task.treeId(), details.apply(RunStart.ofTask(task.id(), task.treeId())));
  }

  /**
   * Scheduled tasks as an iCalendar (RFC 5545).
   *
   * @param name of the calendar
   * @param baseUrl of this server, for links to the tasks; empty for none
   */
  public Calendar calendar(ScheduleQuery query, String name, Optional<String> baseUrl) {
    List<Task> due =
        list(query).stream().filter(task -> task.schedule().nextRunAt().isPresent()).toList();
    CalendarText text = new CalendarText(settings.zone(), clock.instant(), baseUrl);
    return new Calendar(text.of(due, name), due.size());
  }

  /**
   * An iCalendar.
   *
   * @param count how many tasks it shows; those that are not due any more are left out
   */
  public record Calendar(String text, int count) {}

  private interface Change {
    void of(Connection connection, ScheduledTask task) throws SQLException;
  }

  private void inTransaction(UUID taskId, Change change) {
    UUID treeId = tasks.requireTask(taskId).treeId();
    try {
      database.transaction(
          connection -> {
            ScheduleStore.lockTree(connection, treeId);
            ScheduledTask task =
                ScheduleStore.find(connection, taskId)
                    .orElseThrow(() -> new TaskNotFoundException(taskId));
            change.of(connection, task);
            return taskId;
          });
    } catch (SQLException e) {
      throw DatabaseUnavailableException.duringChange(e);
    }
  }
}
