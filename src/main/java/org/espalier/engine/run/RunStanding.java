package org.espalier.engine.run;

import java.time.Instant;
import java.util.Optional;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.RunRow;
import org.espalier.engine.message.RunExit;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.tree.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The run itself, apart from its tasks: its status, when it first began, how often it was written;
 * and so its events and its row. Owned by one {@link RunState}; not thread-safe.
 */
final class RunStanding {
  private final ClaimedRun claimed;
  private final RunTasks tasks;
  private final TaskTally tally;
  private final UnwrittenChanges unwritten;
  private RunStatus status = RunStatus.RUNNING;
  private String whyCancelled = RunSummary.CANCELLED;
  private @Nullable Instant startedAt;
  private long revision;

  RunStanding(ClaimedRun claimed, RunTasks tasks, TaskTally tally, UnwrittenChanges unwritten) {
    this.claimed = claimed;
    this.tasks = tasks;
    this.tally = tally;
    this.unwritten = unwritten;
    this.startedAt = claimed.startedAt().orElse(null);
    this.revision = claimed.revision();
  }

  void begin(Instant now) {
    startedAt = startedAt == null ? now : startedAt;
    unwritten.runChanged(beginning(), status, tally.progress(), Optional.empty(), now);
  }

  private RunChange beginning() {
    return switch (claimed.status()) {
      case QUEUED, PAUSED, WAITING -> claimed.epoch() == 1 ? RunChange.STARTED : RunChange.RESUMED;
      case RUNNING -> RunChange.RECOVERED;
      case COMPLETED, FAILED, CANCELLED ->
          throw new IllegalStateException("run is over: " + claimed.id());
    };
  }

  /** What the run and its tasks say when it is cancelled. */
  String whyCancelled() {
    return whyCancelled;
  }

  void say(String why) {
    whyCancelled = why;
  }

  void leave(RunExit way, Instant now) {
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
    unwritten.runChanged(change, last, tally.progress(), error(), now);
  }

  private Optional<String> error() {
    return switch (status) {
      case FAILED -> Optional.of(RunSummary.ofFailure(tasks.all()));
      case CANCELLED -> Optional.of(whyCancelled);
      case QUEUED, RUNNING, WAITING, PAUSED, COMPLETED -> Optional.empty();
    };
  }

  /**
   * All that was noted since the last write, as the next one.
   *
   * @param isOwned whether the node keeps the run
   */
  RunChanges takeChanges(boolean isOwned, Instant now) {
    RunRow row =
        new RunRow(
            status,
            isOwned,
            startedAt,
            status.isTerminal() ? now : null,
            status == RunStatus.WAITING ? tasks.nextWakeAt().orElse(null) : null,
            tally.counts(),
            tally.progress(),
            error().orElse(null));
    return unwritten.take(claimed.epoch(), revision++, row);
  }
}
