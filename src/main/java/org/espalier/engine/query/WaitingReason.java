package org.espalier.engine.query;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Why a pending task is not running, or what a parked one waits for.
 *
 * @param tasks the tasks it waits for, or that keep it from ever starting; at most {@value
 *     #MAX_TASKS}
 * @param at when it goes on, where that is known
 * @param approvalId the question whose answer it waits for
 * @param detail one sentence for an operator
 */
public record WaitingReason(
    Kind kind,
    List<TaskState> tasks,
    Optional<Instant> at,
    Optional<UUID> approvalId,
    String detail) {
  static final int MAX_TASKS = 20;

  public WaitingReason {
    tasks = List.copyOf(tasks);
  }

  /** What stands between the task and its start. */
  public enum Kind {
    /** The tree is not being run, or not this task of it. */
    NOT_STARTED,
    /** The run is queued and no node has taken it yet. */
    CLAIM,
    /** A task it depends on is not over. */
    DEPENDENCY,
    /** A task it requires did not complete, or never can. */
    FAILED_DEPENDENCY,
    /** Its last attempt failed and the next one is due later. */
    RETRY,
    /** It waits for a point in time, as it is asked to. */
    TIMER,
    /** It waits for a person's decision. */
    APPROVAL,
    /** The run is paused, or about to be. */
    PAUSED,
    /** The run is being cancelled. */
    CANCELLATION,
    /** It may start; the node has no room for another attempt just now. */
    CAPACITY;

    /** The word used on the wire. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static WaitingReason of(Kind kind, String detail) {
    return new WaitingReason(kind, List.of(), Optional.empty(), Optional.empty(), detail);
  }

  static WaitingReason on(Kind kind, List<TaskState> tasks, String detail) {
    return new WaitingReason(
        kind,
        tasks.subList(0, Math.min(MAX_TASKS, tasks.size())),
        Optional.empty(),
        Optional.empty(),
        detail);
  }

  static WaitingReason until(Kind kind, Optional<Instant> at, String detail) {
    return new WaitingReason(kind, List.of(), at, Optional.empty(), detail);
  }

  static WaitingReason decision(Kind kind, UUID approvalId, String detail) {
    return new WaitingReason(
        kind, List.of(), Optional.empty(), Optional.of(approvalId), detail.formatted(approvalId));
  }
}
