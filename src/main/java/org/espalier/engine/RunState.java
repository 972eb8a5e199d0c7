package org.espalier.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.espalier.engine.ClaimedRun.AttemptHistory;
import org.espalier.engine.RunChanges.AttemptRow;
import org.espalier.engine.RunChanges.RunRow;
import org.espalier.engine.RunTask.OpenAttempt;
import org.espalier.engine.retry.RetryDecision;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * One run in memory: applies what happens to it and says what follows. Pure: no I/O, no thread, no
 * clock; time and randomness come in.
 *
 * <p>Life cycle: made from a {@link ClaimedRun}, {@link #begin begun} once, told of everything that
 * happens, asked for a {@link #turn} after each batch of happenings, dropped when a turn has an
 * exit. Owned by one {@link RunLoop} thread.
 */
final class RunState {
  /**
   * A run whose next task is due later than this is parked: it leaves the node and holds nothing.
   */
  static final Duration PARK_AFTER = Duration.ofSeconds(30);

  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);

  private enum Intent {
    RUN,
    CANCEL,
    PAUSE,
    RELEASE
  }

  private final ClaimedRun claimed;
  private final RunLoopSettings settings;
  private final RandomGenerator random;
  private final TaskGraph graph;
  private final RunTask[] tasks;
  private final ReadyTasks ready;
  private final TurnNotes notes;
  private final Assignment.AttemptListener listener;
  private final PriorityQueue<RunTask> retries =
      new PriorityQueue<>(
          Comparator.comparing((RunTask t) -> t.retryAt == null ? Instant.MIN : t.retryAt)
              .thenComparing(t -> t.place));
  private final Deque<RunTask> fresh = new ArrayDeque<>();
  private final List<RunTask> progressing = new ArrayList<>();
  private final int[] counts = new int[TaskStatus.values().length];

  private RunStatus status = RunStatus.RUNNING;
  private Intent intent = Intent.RUN;
  private @Nullable Instant interruptAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant writeBy;
  private double progressSum;
  private int open;
  private long revision;

  RunState(
      ClaimedRun claimed,
      RunLoopSettings settings,
      RandomGenerator random,
      Assignment.AttemptListener listener) {
    this.claimed = claimed;
    this.settings = settings;
    this.random = random;
    this.listener = listener;
    this.revision = claimed.revision();
    this.startedAt = claimed.startedAt().orElse(null);
    this.notes = new TurnNotes(claimed.id(), claimed.treeId(), settings.nodeName());
    this.graph = TaskGraph.of(claimed.tasks());
    this.tasks = new RunTask[graph.size()];
    int[] priorities = new int[tasks.length];
    boolean[] startable = new boolean[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          new RunTask(
              i,
              claimed.tasks().get(i),
              claimed.id(),
              settings.defaultRetry(),
              settings.attemptTimeout());
      priorities[i] = tasks[i].priority;
      startable[i] = tasks[i].inRun && !tasks[i].status.isTerminal();
      progressSum += tasks[i].progress;
      if (tasks[i].inRun) {
        counts[tasks[i].status.ordinal()]++;
      }
    }
    this.ready = new ReadyTasks(graph, priorities, startable);
    countWaitingDependents();
  }

  private void countWaitingDependents() {
    for (RunTask task : tasks) {
      if (task.inRun && !task.status.isTerminal()) {
        for (int dependency : graph.dependencies(task.place)) {
          tasks[dependency].waitingDependents++;
        }
      }
    }
    for (RunTask task : tasks) {
      task.dropResultIfUnwanted();
    }
  }

  UUID id() {
    return claimed.id();
  }

  long epoch() {
    return claimed.epoch();
  }

  /**
   * Takes up the run where the database has it: settled tasks stay settled, open attempts are
   * closed as lost.
   */
  void begin(Instant now) {
    notes.runChanged(beginning(), status, progress(), Optional.empty(), now);
    for (RunTask task : tasks) {
      if (task.status.isTerminal()) {
        ready.settle(task.place, task.status == TaskStatus.COMPLETED);
      }
    }
    for (RunTask task : tasks) {
      if (task.inRun && !task.status.isTerminal()) {
        takeUp(task, now);
      }
    }
    startedAt = startedAt == null ? now : startedAt;
    writeWithin(settings.startRecordDelay(), now);
    claimed.request().ifPresent(request -> request(request, now));
  }

  private RunChange beginning() {
    return switch (claimed.status()) {
      case QUEUED, PAUSED, WAITING -> claimed.epoch() == 1 ? RunChange.STARTED : RunChange.RESUMED;
      case RUNNING -> RunChange.RECOVERED;
      case COMPLETED, FAILED, CANCELLED -> throw new IllegalStateException("run is over: " + id());
    };
  }

  private void takeUp(RunTask task, Instant now) {
    AttemptHistory history = claimed.history().getOrDefault(task.id, AttemptHistory.NONE);
    task.failures = history.failures();
    task.losses = history.losses();
    if (history.openStartedAt().isPresent()) {
      closeLost(task, history.openStartedAt().get(), now);
    } else if (task.retryAt != null) {
      ready.retract(task.place);
      retries.add(task);
    } else {
      backToPending(task);
    }
  }

  private void closeLost(RunTask task, Instant attemptStartedAt, Instant now) {
    task.losses++;
    boolean inDoubt = task.atMostOnce;
    String why =
        inDoubt
            ? "The node died during the attempt; whether it had its effect is in doubt, and the task is at_most_once."
            : "The node died during the attempt.";
    notes.attempt(
        new AttemptRow(
            task.id,
            task.attempts,
            false,
            AttemptStatus.LOST,
            attemptStartedAt,
            now,
            null,
            null,
            why,
            "node_lost",
            !inDoubt));
    if (inDoubt) {
      ready.retract(task.place);
      fail(task, why, now);
    } else if (task.losses >= settings.maxLostAttempts()) {
      ready.retract(task.place);
      fail(
          task,
          "The task lost its node in %d attempts; it may be what kills them."
              .formatted(task.losses),
          now);
    } else {
      backToPending(task);
    }
    writeNow();
  }

  /** An attempt's executor was entered. */
  void started(int place, int number, Instant at) {
    OpenAttempt attempt = openAttempt(place, number);
    if (attempt != null && attempt.startedAt == null) {
      attempt.startedAt = at;
      fresh.add(tasks[place]);
    }
  }

  /** A running attempt reported progress. */
  void progressed(int place, int number, double progress, String message) {
    OpenAttempt attempt = openAttempt(place, number);
    if (attempt == null) {
      return;
    }
    attempt.progress = Math.max(0, Math.min(1, progress));
    attempt.message = message;
    if (attempt.progressNoted) {
      attempt.progressNoted = false;
      progressing.add(tasks[place]);
    }
  }

  /** An attempt is over. One that was closed before (cancelled, given up) is ignored. */
  void ended(int place, int number, AttemptReport report, Instant now) {
    RunTask task = tasks[place];
    OpenAttempt attempt = openAttempt(place, number);
    if (attempt == null) {
      return;
    }
    attempt.startedAt = report.startedAt();
    noteStart(task, attempt);
    task.open = null;
    open--;
    ExecutionOutcome outcome = report.outcome();
    if (outcome instanceof ExecutionOutcome.Succeeded succeeded) {
      notes.attempt(row(task, attempt, report, AttemptStatus.COMPLETED, null, null, null));
      task.complete(succeeded.result(), report.resultText());
      settle(task, TaskStatus.COMPLETED, null, report.endedAt());
    } else if (outcome instanceof ExecutionOutcome.Failed failed) {
      failed(task, attempt, report, failed, now);
    } else {
      interrupted(task, attempt, report);
    }
    writeNow();
  }

  private void failed(
      RunTask task,
      OpenAttempt attempt,
      AttemptReport report,
      ExecutionOutcome.Failed failure,
      Instant now) {
    task.failures++;
    notes.attempt(
        row(
            task,
            attempt,
            report,
            AttemptStatus.FAILED,
            failure.message(),
            failure.kind(),
            failure.retryable()));
    Optional<Duration> pause = RetryDecision.delay(task.retry, task.failures, failure, random);
    if (pause.isEmpty() || task.atMostOnce) {
      fail(task, failure.message(), report.endedAt());
      return;
    }
    backToPending(task);
    task.retryAt = now.plus(pause.get());
    retries.add(task);
    notes.taskRetrying(task, failure.message(), task.retryAt, now);
  }

  /**
   * An attempt was taken back before its executor was entered: it never was, unless its start is on
   * record already, as that of an at_most_once task is.
   */
  void withdrawn(int place, int number, Instant now) {
    RunTask task = tasks[place];
    OpenAttempt attempt = openAttempt(place, number);
    if (attempt == null) {
      return;
    }
    task.open = null;
    open--;
    if (attempt.stored) {
      closeWithdrawn(task, attempt, now);
    } else {
      task.attempts--;
    }
    ready.offerAgain(place);
  }

  private void closeWithdrawn(RunTask task, OpenAttempt attempt, Instant now) {
    Instant startedAt = attempt.startedAt == null ? now : attempt.startedAt;
    String why = "The attempt was taken back before its executor was entered.";
    AttemptReport report =
        new AttemptReport(startedAt, now, null, new ExecutionOutcome.Cancelled(why), null);
    notes.attempt(row(task, attempt, report, AttemptStatus.CANCELLED, why, "withdrawn", true));
    backToPending(task);
    writeNow();
  }

  /**
   * The attempt stopped because it was asked to, and not by a cancel: it is made again when the run
   * goes on.
   */
  private void interrupted(RunTask task, OpenAttempt attempt, AttemptReport report) {
    String why = "The attempt was stopped by a pause or a shutdown before it ended.";
    notes.attempt(
        row(task, attempt, report, AttemptStatus.LOST, why, "interrupted", !task.atMostOnce));
    if (task.atMostOnce) {
      fail(
          task,
          why + " Whether it had its effect is in doubt, and the task is at_most_once.",
          report.endedAt());
    } else {
      backToPending(task);
      ready.offerAgain(task.place);
    }
  }

  private static AttemptRow row(
      RunTask task,
      OpenAttempt attempt,
      AttemptReport report,
      AttemptStatus status,
      @Nullable String error,
      @Nullable String errorKind,
      @Nullable Boolean retryable) {
    return new AttemptRow(
        task.id,
        attempt.assignment.number(),
        !attempt.stored,
        status,
        report.startedAt(),
        report.endedAt(),
        report.inputs(),
        report.resultText(),
        error,
        errorKind,
        retryable);
  }

  /** A user asks something of the run. */
  void request(RunRequest request, Instant now) {
    switch (request) {
      case CANCEL -> cancel(now);
      case PAUSE -> wind(Intent.PAUSE, settings.pauseGrace(), now);
      case RESUME -> unwind();
    }
  }

  /** The node shuts down: nothing new starts, and the run is handed back. */
  void release(Instant now) {
    wind(Intent.RELEASE, settings.shutdownGrace(), now);
  }

  private void wind(Intent wanted, Duration grace, Instant now) {
    if (intent == Intent.RUN || (intent == Intent.PAUSE && wanted == Intent.RELEASE)) {
      intent = wanted;
      interruptAt = now.plus(grace);
    }
  }

  private void unwind() {
    if (intent == Intent.PAUSE) {
      intent = Intent.RUN;
      interruptAt = null;
    }
  }

  private void cancel(Instant now) {
    if (intent == Intent.CANCEL) {
      return;
    }
    intent = Intent.CANCEL;
    for (RunTask task : tasks) {
      if (task.inRun && !task.status.isTerminal()) {
        cancel(task, now);
      }
    }
    retries.clear();
    writeNow();
  }

  private void cancel(RunTask task, Instant now) {
    String why = "Cancelled by user";
    OpenAttempt attempt = task.open;
    if (attempt != null) {
      notes.stop(attempt.assignment, CancellationReason.CANCELLED);
      if (attempt.startedAt != null) {
        noteStart(task, attempt);
        AttemptReport report =
            new AttemptReport(
                attempt.startedAt, now, null, new ExecutionOutcome.Cancelled(why), null);
        notes.attempt(row(task, attempt, report, AttemptStatus.CANCELLED, why, "cancelled", false));
      } else {
        task.attempts--;
      }
      task.open = null;
      open--;
    }
    task.retryAt = null;
    settle(task, TaskStatus.CANCELLED, why, now);
  }

  /** The attempts that are out. */
  List<Assignment> openAssignments() {
    List<Assignment> assignments = new ArrayList<>();
    for (RunTask task : tasks) {
      if (task.open != null) {
        assignments.add(task.open.assignment);
      }
    }
    return assignments;
  }

  /** Everything that follows from what happened since the last turn. */
  RunTurn turn(Instant now) {
    offerDueRetries(now);
    noteFreshStarts(now);
    noteProgress(now);
    interruptIfDue(now);
    List<Assignment> dispatch = intent == Intent.RUN ? assign(now) : List.of();
    Optional<RunExit> exit = open > 0 ? Optional.empty() : exit(now);
    exit.ifPresent(way -> leave(way, now));
    boolean isWriteDue = writeBy != null && !writeBy.isAfter(now);
    Optional<RunChanges> changes =
        exit.isPresent() || isWriteDue ? Optional.of(changes(exit, now)) : Optional.empty();
    return new RunTurn(changes, dispatch, notes.takeStops(), nextDue(), exit);
  }

  private void offerDueRetries(Instant now) {
    while (!retries.isEmpty() && !isAfter(retries.peek().retryAt, now)) {
      RunTask task = retries.poll();
      task.retryAt = null;
      ready.offerAgain(task.place);
    }
  }

  private void noteFreshStarts(Instant now) {
    while (!fresh.isEmpty()) {
      RunTask task = fresh.peek();
      OpenAttempt attempt = task.open;
      if (attempt != null && attempt.startedAt != null && !attempt.startNoted) {
        if (attempt.startedAt.plus(settings.startRecordDelay()).isAfter(now)) {
          return;
        }
        noteStart(task, attempt);
        notes.attemptBegan(task, attempt, attempt.startedAt);
        writeNow();
      }
      fresh.poll();
    }
  }

  private void noteStart(RunTask task, OpenAttempt attempt) {
    if (attempt.startNoted || attempt.startedAt == null) {
      return;
    }
    attempt.startNoted = true;
    task.error = null;
    task.startedAt = attempt.startedAt;
    become(task, TaskStatus.IN_PROGRESS);
    notes.taskStarted(task, attempt.startedAt);
  }

  private void noteProgress(Instant now) {
    for (int i = progressing.size() - 1; i >= 0; i--) {
      RunTask task = progressing.get(i);
      OpenAttempt attempt = task.open;
      if (attempt == null || attempt.progressNoted) {
        progressing.remove(i);
      } else if (attempt.startNoted && !isAfter(attempt.progressAt.plus(PROGRESS_INTERVAL), now)) {
        attempt.progressNoted = true;
        attempt.progressAt = now;
        setProgress(task, attempt.progress);
        notes.touch(task);
        notes.taskProgressed(task, attempt.message, now);
        progressing.remove(i);
        writeNow();
      }
    }
  }

  private void interruptIfDue(Instant now) {
    if (interruptAt == null || isAfter(interruptAt, now)) {
      return;
    }
    interruptAt = null;
    CancellationReason reason =
        intent == Intent.RELEASE ? CancellationReason.SHUTDOWN : CancellationReason.PAUSED;
    for (RunTask task : tasks) {
      if (task.open != null) {
        notes.stop(task.open.assignment, reason);
      }
    }
  }

  private List<Assignment> assign(Instant now) {
    List<Integer> places = ready.take();
    if (places.isEmpty()) {
      return List.of();
    }
    List<Assignment> assignments = new ArrayList<>(places.size());
    for (int place : places) {
      RunTask task = tasks[place];
      task.attempts++;
      Assignment assignment = assignment(task);
      task.open = new OpenAttempt(assignment);
      open++;
      if (task.atMostOnce) {
        task.open.startedAt = now;
        noteStart(task, task.open);
        notes.attemptBegan(task, task.open, now);
        writeNow();
      }
      assignments.add(assignment);
    }
    return assignments;
  }

  private Assignment assignment(RunTask task) {
    int[] dependencies = graph.dependencies(task.place);
    List<Assignment.DependencyResult> results = new ArrayList<>(dependencies.length);
    for (int dependency : dependencies) {
      RunTask from = tasks[dependency];
      results.add(
          new Assignment.DependencyResult(
              from.id,
              from.key,
              from.name,
              from.status == TaskStatus.COMPLETED ? from.result() : null));
    }
    return new Assignment(
        claimed.id(),
        claimed.treeId(),
        task.id,
        task.name,
        task.place,
        task.attempts,
        task.executor,
        task.priority,
        task.inputs,
        Optional.ofNullable(claimed.inputs().get(task.id)),
        task.params,
        task.inputSchema,
        results,
        task.timeout,
        new CancellationToken(),
        listener);
  }

  private Optional<RunExit> exit(Instant now) {
    return switch (intent) {
      case CANCEL -> Optional.of(RunExit.CANCELLED);
      case RELEASE -> Optional.of(isOver() ? outcome() : RunExit.RELEASED);
      case PAUSE -> Optional.of(isOver() ? outcome() : RunExit.PAUSED);
      case RUN -> {
        if (isOver()) {
          yield Optional.of(outcome());
        }
        boolean isFar = isAfter(retries.peek().retryAt, now.plus(PARK_AFTER));
        yield isFar ? Optional.of(RunExit.PARKED) : Optional.empty();
      }
    };
  }

  /** Whether nothing more can run; only meaningful while no attempt is open. */
  private boolean isOver() {
    return retries.isEmpty() && ready.isEmpty();
  }

  private RunExit outcome() {
    boolean isComplete = counts[TaskStatus.COMPLETED.ordinal()] == sum(counts);
    return isComplete ? RunExit.COMPLETED : RunExit.FAILED;
  }

  private void leave(RunExit way, Instant now) {
    switch (way) {
      case COMPLETED -> end(RunStatus.COMPLETED, RunChange.ENDED, now);
      case FAILED -> end(RunStatus.FAILED, RunChange.ENDED, now);
      case CANCELLED -> end(RunStatus.CANCELLED, RunChange.ENDED, now);
      case PAUSED -> end(RunStatus.PAUSED, RunChange.PAUSED, now);
      case PARKED -> end(RunStatus.WAITING, RunChange.WAITING, now);
      case RELEASED -> end(RunStatus.QUEUED, RunChange.RELEASED, now);
      case LOST -> throw new IllegalStateException("a run is not lost by its own decision");
    }
  }

  private void end(RunStatus last, RunChange change, Instant now) {
    status = last;
    notes.runChanged(change, last, progress(), error(), now);
  }

  private Optional<String> error() {
    return switch (status) {
      case FAILED -> Optional.of(RunSummary.ofFailure(tasks));
      case CANCELLED -> Optional.of("Cancelled by user");
      case QUEUED, RUNNING, WAITING, PAUSED, COMPLETED -> Optional.empty();
    };
  }

  private RunChanges changes(Optional<RunExit> exit, Instant now) {
    RunTask next = retries.peek();
    RunRow row =
        new RunRow(
            status,
            exit.isEmpty(),
            startedAt,
            status.isTerminal() ? now : null,
            status == RunStatus.WAITING && next != null ? next.retryAt : null,
            counts.clone(),
            progress(),
            error().orElse(null));
    writeBy = null;
    return notes.take(claimed.epoch(), revision++, row);
  }

  private Optional<Instant> nextDue() {
    Instant due = earliest(writeBy, interruptAt);
    if (intent == Intent.RUN && !retries.isEmpty()) {
      due = earliest(due, retries.peek().retryAt);
    }
    RunTask first = fresh.peek();
    if (first != null) {
      Instant from = first.open == null ? null : first.open.startedAt;
      due = earliest(due, from == null ? Instant.MIN : from.plus(settings.startRecordDelay()));
    }
    for (RunTask task : progressing) {
      if (task.open != null && task.open.startNoted) {
        due = earliest(due, task.open.progressAt.plus(PROGRESS_INTERVAL));
      }
    }
    return Optional.ofNullable(due);
  }

  private void settle(RunTask task, TaskStatus end, @Nullable String error, Instant at) {
    become(task, end);
    task.error = error;
    task.completedAt = at;
    if (end == TaskStatus.COMPLETED) {
      setProgress(task, 1);
    }
    notes.taskEnded(task, at);
    ready.settle(task.place, end == TaskStatus.COMPLETED);
    for (int dependency : graph.dependencies(task.place)) {
      tasks[dependency].waitingDependents--;
      tasks[dependency].dropResultIfUnwanted();
    }
  }

  private void fail(RunTask task, String error, Instant at) {
    if (task.status == TaskStatus.PENDING) {
      become(task, TaskStatus.IN_PROGRESS);
    }
    settle(task, TaskStatus.FAILED, error, at);
  }

  /** Through {@code failed}, as the protocol has it, in one step. */
  private void backToPending(RunTask task) {
    if (task.status == TaskStatus.IN_PROGRESS) {
      become(task, TaskStatus.FAILED);
      become(task, TaskStatus.PENDING);
      setProgress(task, 0);
      task.startedAt = null;
    }
  }

  private void become(RunTask task, TaskStatus next) {
    counts[task.status.ordinal()]--;
    task.become(next);
    counts[next.ordinal()]++;
    notes.touch(task);
  }

  private void setProgress(RunTask task, double progress) {
    progressSum += progress - task.progress;
    task.progress = progress;
  }

  private double progress() {
    double mean = tasks.length == 0 ? 1 : progressSum / tasks.length;
    return Math.max(0, Math.min(1, Math.round(mean * 1e9) / 1e9));
  }

  private @Nullable OpenAttempt openAttempt(int place, int number) {
    OpenAttempt attempt = tasks[place].open;
    return attempt != null && attempt.assignment.number() == number ? attempt : null;
  }

  private void writeNow() {
    writeBy = Instant.MIN;
  }

  private void writeWithin(Duration delay, Instant now) {
    writeBy = earliest(writeBy, now.plus(delay));
  }

  private static boolean isAfter(@Nullable Instant instant, Instant now) {
    return instant != null && instant.isAfter(now);
  }

  private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }

  private static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }
}
