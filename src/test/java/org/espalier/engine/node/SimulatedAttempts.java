package org.espalier.engine.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.engine.message.Assignment;
import org.espalier.executor.CancellationReason;

/** A node's dispatcher, whose attempts begin and end when the schedule says so. */
final class SimulatedAttempts implements Dispatcher {
  private final SimulatedNode node;
  private final Schedule schedule;
  private final VirtualTime time;
  private final ExecutionRules rules;
  private final SimulatedElements elements;
  private final List<SimulatedAttempt> attempts = new ArrayList<>();

  SimulatedAttempts(SimulatedNode node, Schedule schedule, VirtualTime time, ExecutionRules rules) {
    this.node = node;
    this.schedule = schedule;
    this.time = time;
    this.rules = rules;
    this.elements = new SimulatedElements(schedule, rules.atMostOnce());
  }

  @Override
  public void dispatch(List<Assignment> assignments) {
    for (Assignment assignment : assignments) {
      schedule.note("dispatch " + assignment.taskName() + "/" + assignment.number());
      ExecutionRules.Execution execution = rules.dispatched(node, assignment);
      attempts.add(new SimulatedAttempt(this, assignment, execution, node, schedule, time));
    }
  }

  @Override
  public void stop(Assignment assignment, CancellationReason reason) {
    for (SimulatedAttempt attempt : List.copyOf(attempts)) {
      if (attempt.isOf(assignment)) {
        schedule.note("stop " + assignment.taskName() + " " + reason);
        attempt.stop(reason);
      }
    }
  }

  @Override
  public AttemptLoad load() {
    long running = attempts.stream().filter(SimulatedAttempt::isRunning).count();
    return new AttemptLoad((int) running, Map.of(), Set.of());
  }

  /**
   * As with the real queue, a task has one thread at a time, even when its attempt was given up.
   */
  boolean isTaken(SimulatedAttempt by) {
    return attempts.stream()
        .anyMatch(other -> other != by && other.isRunning() && other.isOfSameTask(by));
  }

  void remove(SimulatedAttempt attempt) {
    attempts.remove(attempt);
  }

  SimulatedElements elements() {
    return elements;
  }

  ExecutionRules rules() {
    return rules;
  }

  List<SimulatedAttempt> activities() {
    return List.copyOf(attempts);
  }

  /** The process has ended, and its threads with it. */
  void vanish() {
    attempts.forEach(SimulatedAttempt::vanish);
    attempts.clear();
  }
}
