package org.espalier.engine.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.ClaimedRun.AttemptHistory;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunTurn;
import org.espalier.engine.run.RunTask.OpenAttempt;
import org.espalier.executor.CancellationReason;
import org.jspecify.annotations.Nullable;

/**
 * One run in memory: applies what happens to it and says what follows. Pure: no I/O, no thread, no
 * clock; time and randomness come in.
 *
 * <p>Life cycle: made from a {@link ClaimedRun}, {@link #begin begun} once, told of everything that
 * happens, asked for a {@link #turn} after each batch of happenings, dropped when a turn has an
 * exit. Owned by one {@code RunLoop} thread.
 *
 * <p>Owns the parts that know the rules: {@link RunTasks} what is left to start, TaskTransitions}
 * how a task changes, {@link AttemptSettlement} what an attempt's end means, {@link RunIntent} what
 * users and the node ask for, {@link UnwrittenChanges} what is to be written.
 */
public final class RunState {
  private final ClaimedRun claimed;
  private final RunLoopSettings settings;
  private final UnwrittenChanges unwritten;
  private final RunTasks tasks;
  private final TaskTally tally;
  private final TaskTransitions transitions;
  private final ParkedAttempts parking;
  private final Expansions expansions;
  private final AttemptSettlement settlement;
  private final Assignments assignments;
  private final RunConditions conditions;
  private final DeferredStarts starts;
  private final ProgressReports progress;
  private final OutputReports output;
  private final RunStanding standing;
  private final RunIntent intent = new RunIntent();
  private int open;

  public RunState(
      ClaimedRun claimed,
      RunLoopSettings settings,
      RandomGenerator random,
      Assignment.AttemptListener listener) {
    this.claimed = claimed;
    this.settings = settings;
    this.unwritten = new UnwrittenChanges(claimed.id(), claimed.treeId(), settings.nodeName());
    this.tasks = new RunTasks(claimed, settings);
    this.tally = new TaskTally(tasks.all());
    this.transitions = new TaskTransitions(tasks, tally, unwritten);
    this.output = new OutputReports(unwritten);
    this.parking = new ParkedAttempts(tasks, transitions, unwritten);
    this.expansions =
        new Expansions(claimed, tasks, tally, transitions, unwritten, settings.elementsPerWrite());
    this.settlement =
        new AttemptSettlement(tasks, transitions, output, parking, expansions, unwritten, random);
    this.assignments = new Assignments(claimed, tasks, listener);
    this.conditions = new RunConditions(assignments, transitions, unwritten);
    this.starts = new DeferredStarts(settings.startRecordDelay(), transitions, unwritten);
    this.progress = new ProgressReports(tally, unwritten);
    this.standing = new RunStanding(claimed, tasks, tally, unwritten);
  }

  public UUID id() {
    return claimed.id();
  }

  public long epoch() {
    return claimed.epoch();
  }

  /**
   * Takes up the run where the database has it: settled tasks stay settled, open attempts are
   * closed as lost.
   */
  public void begin(Instant now) {
    standing.begin(now);
    tasks.keepSettled();
    AttemptRecovery recovery =
        new AttemptRecovery(settings.maxLostAttempts(), tasks, transitions, unwritten, expansions);
    for (RunTask task : tasks.all()) {
      if (task.isUnfinished()) {
        recovery.takeUp(task, claimed.history().getOrDefault(task.id, AttemptHistory.NONE), now);
      }
    }
    unwritten.writeWithin(settings.startRecordDelay(), now);
    decide(claimed.decisions(), now);
    cancel(claimed.cancellations(), now);
    claimed.request().ifPresent(request -> request(request, now));
  }

  /** An attempt's executor was entered. */
  public void started(int place, int number, Instant at) {
    RunTask task = tasks.at(place);
    OpenAttempt attempt = task.openAttempt(number);
    if (attempt != null && attempt.startedAt == null) {
      attempt.startedAt = at;
      starts.add(task);
    }
  }

  /** A running attempt reported progress. */
  public void progressed(int place, int number, double reached, String message) {
    RunTask task = tasks.at(place);
    OpenAttempt attempt = task.openAttempt(number);
    if (attempt != null) {
      progress.add(task, attempt, reached, message);
    }
  }

  /** A running attempt put something out. */
  public void output(int place, int number, String stream, String text) {
    RunTask task = tasks.at(place);
    OpenAttempt attempt = task.openAttempt(number);
    if (attempt != null) {
      output.add(task, attempt, stream, text);
    }
  }

  /** An attempt is over. One that was closed before (cancelled, given up) is ignored. */
  public void ended(int place, int number, AttemptReport report, Instant now) {
    RunTask task = tasks.at(place);
    OpenAttempt attempt = close(task, number);
    if (attempt != null) {
      settlement.ended(task, attempt, report, now);
      if (intent.isCancelled() && task.isUnfinished()) {
        cancel(task, standing.whyCancelled(), now);
        tasks.forgetTimes();
      }
    }
  }

  /** An attempt was taken back before its executor was entered. */
  public void withdrawn(int place, int number, Instant now) {
    RunTask task = tasks.at(place);
    OpenAttempt attempt = close(task, number);
    if (attempt != null) {
      settlement.withdrawn(task, attempt, now);
    }
  }

  /** The attempt of that number, which is open no longer; null when it was not. */
  private @Nullable OpenAttempt close(RunTask task, int number) {
    OpenAttempt attempt = task.openAttempt(number);
    if (attempt != null) {
      task.open = null;
      open--;
    }
    return attempt;
  }

  /** A user asks something of the run. */
  public void request(RunRequest request, Instant now) {
    switch (request) {
      case CANCEL -> cancel(now);
      case PAUSE -> intent.pause(settings.pauseGrace(), now);
      case RESUME -> intent.resume();
    }
  }

  /** The node shuts down: nothing new starts, and the run is handed back. */
  public void release(Instant now) {
    intent.release(settings.shutdownGrace(), now);
  }

  /** Persons, or deadlines, have decided what tasks wait for; what was heard before is ignored. */
  public void decide(List<Decision> decisions, Instant now) {
    for (Decision decision : decisions) {
      RunTask task = tasks.undecided(decision.taskId()).orElse(null);
      if (task != null && task.attempts == decision.attempt()) {
        tasks.forgetTime(task);
        settlement.decided(task, decision, now);
      }
    }
  }

  /** A user cancels single tasks, or says what tasks are to be told when the run is cancelled. */
  public void cancel(Cancellations cancellations, Instant now) {
    cancellations.ofRun().ifPresent(standing::say);
    for (RunTask task : cancellations.tasks().isEmpty() ? List.<RunTask>of() : tasks.all()) {
      String why = cancellations.tasks().get(task.id);
      if (why != null && task.isUnfinished()) {
        tasks.retract(task);
        tasks.forgetTime(task);
        cancel(task, why, now);
        unwritten.writeNow();
      }
    }
  }

  private void cancel(Instant now) {
    if (!intent.cancel()) {
      return;
    }
    for (RunTask task : tasks.all()) {
      if (task.isUnfinished()) {
        cancel(task, standing.whyCancelled(), now);
      }
    }
    tasks.forgetTimes();
    unwritten.writeNow();
  }

  /** An attempt that has passed its point of no return decides itself how its task ends. */
  private void cancel(RunTask task, String why, Instant now) {
    OpenAttempt attempt = task.open;
    if (attempt != null && !attempt.assignment.token().keepFromSettling()) {
      return;
    }
    if (attempt != null) {
      unwritten.stop(attempt.assignment, CancellationReason.CANCELLED);
      close(task, attempt.assignment.number());
      settlement.cancelled(task, attempt, why, now);
    }
    if (expansions.drop(task) || task.parked != null) {
      parking.cancel(task, why, now);
    }
    transitions.cancel(task, why, now);
  }

  /** The attempts that are out. */
  public List<Assignment> openAssignments() {
    List<Assignment> out = new ArrayList<>();
    for (RunTask task : tasks.all()) {
      if (task.open != null) {
        out.add(task.open.assignment);
      }
    }
    return out;
  }

  /** Everything that follows from what happened since the last turn. */
  public RunTurn turn(Instant now) {
    tasks.offerDueRetries(now);
    parking.completeDue(now);
    intent.takeInterrupt(now).ifPresent(reason -> interrupt(reason, now));
    expansions.advance(now);
    endExpansions(now);
    starts.note(now);
    progress.note(now);
    output.note(now);
    List<Assignment> dispatch = intent.isToRun() ? assign(now) : List.of();
    endExpansions(now); // of tasks that were not to be run
    Optional<RunExit> exit = open > 0 || expansions.isStoring() ? Optional.empty() : exit(now);
    exit.ifPresent(way -> standing.leave(way, now));
    Optional<RunChanges> changes =
        exit.isPresent() || unwritten.isWriteDue(now)
            ? Optional.of(standing.takeChanges(exit.isEmpty(), now))
            : Optional.empty();
    return new RunTurn(changes, dispatch, unwritten.takeStops(), nextDue(now), exit);
  }

  private void interrupt(CancellationReason reason, Instant now) {
    openAssignments().forEach(attempt -> unwritten.stop(attempt, reason));
    expansions.interrupt(now);
  }

  /** Tasks that were made for elements of a list may be over, and end or stop others by that. */
  private void endExpansions(Instant now) {
    for (var stops = expansions.settle(now); !stops.isEmpty(); stops = expansions.settle(now)) {
      for (Expansions.Stop stop : stops) {
        if (stop.task().isUnfinished()) {
          tasks.retract(stop.task());
          cancel(stop.task(), stop.why(), now);
        }
      }
      tasks.forgetTimesOfOver();
      unwritten.writeNow();
    }
  }

  /** A task that is not to be run is over at once, and may make others ready. */
  private List<Assignment> assign(Instant now) {
    List<Assignment> dispatch = new ArrayList<>();
    for (List<RunTask> ready = tasks.takeReady(); !ready.isEmpty(); ready = tasks.takeReady()) {
      for (RunTask task : ready) {
        if (conditions.allow(task, now)) {
          dispatch.add(assign(task, now));
        }
      }
    }
    return dispatch;
  }

  private Assignment assign(RunTask task, Instant now) {
    task.attempts++;
    OpenAttempt attempt = new OpenAttempt(assignments.of(task));
    task.open = attempt;
    open++;
    if (task.atMostOnce) {
      attempt.startedAt = now;
      transitions.start(task, attempt);
      unwritten.attemptBegan(task, attempt, now);
      unwritten.writeNow();
    }
    return attempt.assignment;
  }

  /** Only meaningful while no attempt is open. */
  private Optional<RunExit> exit(Instant now) {
    Optional<RunExit> exit = intent.exit(tasks.isExhausted() ? outcome() : null);
    return exit.isEmpty() && isFar(now) ? Optional.of(RunExit.PARKED) : exit;
  }

  private RunExit outcome() {
    return tally.isAllCompleted() || expansions.areFailuresAccepted()
        ? RunExit.COMPLETED
        : RunExit.FAILED;
  }

  /**
   * A run whose next task is due in a long time, or that waits for a decision alone, is parked: it
   * leaves the node and holds nothing.
   */
  private boolean isFar(Instant now) {
    return tasks
        .nextWakeAt()
        .map(at -> at.isAfter(now.plus(settings.parkAfter())))
        .orElse(tasks.isUndecided());
  }

  private Optional<Instant> nextDue(Instant now) {
    Optional<Instant> retryAt = intent.isToRun() ? tasks.nextRetryAt() : Optional.empty();
    return Stream.of(
            unwritten.writeBy(),
            intent.interruptAt(),
            retryAt,
            tasks.nextParkedAt(),
            starts.nextDue(),
            progress.nextDue(),
            output.nextDue(),
            expansions.isStoring() ? Optional.of(now.plusMillis(1)) : Optional.<Instant>empty())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }
}
