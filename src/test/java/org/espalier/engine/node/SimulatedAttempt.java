package org.espalier.engine.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.NewElements;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Parked;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.espalier.tree.submission.TaskTemplates;

/**
 * An attempt from its dispatch to the end of its thread, as {@code LocalDispatcher} would make it:
 * it waits, enters the executor, may time out, may be told to stop and heed it or not, is reported
 * once, and given up when it does not return.
 */
final class SimulatedAttempt implements Activity {
  private static final Duration STOP_GRACE = SimulatedNode.SETTINGS.engine().stopGrace();

  private final SimulatedAttempts owner;
  private final Assignment assignment;
  private final ExecutionRules.Execution execution;
  private final SimulatedNode node;
  private final Schedule schedule;
  private final VirtualTime time;
  private Instant startedAt;
  private boolean isRunning;
  private boolean isReported;
  private long endsAt;
  private long timesOutAt = VirtualTime.NEVER;
  private long givenUpAt = VirtualTime.NEVER;
  private long progressAt = VirtualTime.NEVER;
  private ExecutionOutcome outcome;

  SimulatedAttempt(
      SimulatedAttempts owner,
      Assignment assignment,
      ExecutionRules.Execution execution,
      SimulatedNode node,
      Schedule schedule,
      VirtualTime time) {
    this.owner = owner;
    this.assignment = assignment;
    this.execution = execution;
    this.node = node;
    this.schedule = schedule;
    this.time = time;
  }

  boolean isOf(Assignment other) {
    return assignment.key().equals(other.key()) && !isReported;
  }

  boolean isOfSameTask(SimulatedAttempt other) {
    return assignment.taskId().equals(other.assignment.taskId());
  }

  boolean isRunning() {
    return isRunning;
  }

  @Override
  public String name() {
    return node.name() + " attempt " + assignment.taskName() + "/" + assignment.number();
  }

  @Override
  public long due() {
    if (!isRunning) {
      return owner.isTaken(this) ? VirtualTime.NEVER : time.nanos();
    }
    long next = Math.min(endsAt, givenUpAt);
    return isReported ? endsAt : Math.min(next, Math.min(timesOutAt, progressAt));
  }

  @Override
  public void run() {
    if (!isRunning) {
      enter();
    } else if (endsAt <= time.nanos()) {
      end();
    } else if (givenUpAt <= time.nanos()) {
      giveUp();
    } else if (timesOutAt <= time.nanos()) {
      timesOutAt = VirtualTime.NEVER;
      stop(CancellationReason.TIMEOUT);
    } else {
      progressAt = VirtualTime.NEVER;
      assignment.listener().progressed(assignment, 0.5, "half");
    }
  }

  private void enter() {
    isRunning = true;
    startedAt = node.clock().instant();
    owner.rules().entered(execution);
    assignment.listener().started(assignment, startedAt);
    timesOutAt = time.in(assignment.timeout());
    endsAt = time.in(duration());
    outcome = plannedOutcome();
    if (schedule.chance(0.1)) {
      progressAt = time.in(schedule.below(Duration.ofMillis(100)));
    }
  }

  private Duration duration() {
    int die = schedule.below(20);
    if (die < 9) {
      return schedule.below(Duration.ofMillis(10));
    }
    if (die < 14) {
      return schedule.below(Duration.ofMillis(100));
    }
    return schedule.below(
        die < 17 ? Duration.ofSeconds(4) : Duration.ofSeconds(die < 19 ? 12 : 60));
  }

  private ExecutionOutcome plannedOutcome() {
    int die = schedule.below(20);
    if (TaskTemplates.areFor(assignment.executor()) && die < 15) {
      return owner.elements().outcome(assignment);
    }
    ObjectNode result =
        Json.object().put("by", assignment.taskName()).put("attempt", assignment.number());
    if (die < 13) {
      return new Succeeded(result);
    }
    if (die < 15 && schedule.chance(0.5)) {
      return new Asked(question());
    }
    if (die < 15) {
      Duration time = schedule.below(Duration.ofSeconds(schedule.chance(0.5) ? 1 : 90));
      return new Parked(node.clock().instant().plus(time), result);
    }
    if (die < 17) {
      return Failed.retryable("flaky", "flaky");
    }
    if (die < 18) {
      return Failed.permanent("broken", "broken");
    }
    return new Failed(
        "busy", "busy", true, Optional.of(schedule.below(Duration.ofSeconds(50))), Json.object());
  }

  private Question question() {
    Duration within = schedule.below(Duration.ofSeconds(schedule.chance(0.5) ? 5 : 90));
    return new Question(
        assignment.taskName() + "?",
        "",
        Json.object(),
        Json.object(),
        List.of(),
        schedule.chance(0.5) ? Optional.of(time.now().plus(within)) : Optional.empty(),
        schedule.pick(List.of(Question.AtDeadline.values())),
        schedule.pick(List.of(Question.OnReject.values())));
  }

  void stop(CancellationReason reason) {
    if (!isRunning) {
      owner.remove(this);
      owner.rules().withdrawn(execution);
      assignment.listener().withdrawn(assignment);
      return;
    }
    givenUpAt = Math.min(givenUpAt, time.in(STOP_GRACE));
    owner.rules().stopped(execution);
    if (assignment.token().cancel(reason) && schedule.chance(0.7)) {
      endsAt = Math.min(endsAt, time.in(schedule.below(Duration.ofMillis(300))));
      outcome = schedule.chance(0.8) ? new Cancelled("stopped") : outcome;
    }
  }

  private void end() {
    owner.remove(this);
    owner.rules().left(execution);
    report(asAsked());
  }

  private ExecutionOutcome asAsked() {
    CancellationReason reason = assignment.token().reason().orElse(null);
    boolean isDone = outcome instanceof Succeeded || outcome instanceof Expanded;
    if (reason == null || isDone && reason != CancellationReason.TIMEOUT) {
      return outcome;
    }
    return reason == CancellationReason.TIMEOUT
        ? Failed.retryable("timeout", "timed out")
        : new Cancelled(reason.name());
  }

  /** The executor may go on for a while; nobody listens to it any more. */
  private void giveUp() {
    boolean isTimeout = assignment.token().reason().equals(Optional.of(CancellationReason.TIMEOUT));
    endsAt = Math.min(endsAt, time.in(Duration.ofSeconds(20)));
    givenUpAt = VirtualTime.NEVER;
    report(isTimeout ? Failed.permanent("stuck", "stuck") : new Cancelled("given up"));
  }

  private void report(ExecutionOutcome told) {
    if (isReported) {
      return;
    }
    isReported = true;
    owner.rules().stopped(execution);
    schedule.note(name() + " " + told.getClass().getSimpleName());
    String text = told instanceof Succeeded succeeded ? Json.write(succeeded.result()) : null;
    text = told instanceof Parked parked ? Json.write(parked.result()) : text;
    NewElements made = told instanceof Expanded expanded ? owner.elements().made(expanded) : null;
    AttemptReport report =
        new AttemptReport(startedAt, node.clock().instant(), "{}", told, text, made);
    assignment.listener().ended(assignment, report);
  }

  void vanish() {
    owner.rules().left(execution);
  }
}
