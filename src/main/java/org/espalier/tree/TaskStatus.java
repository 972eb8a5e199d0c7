package org.espalier.tree;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a task: the five words of the AI Partner Up Flow Protocol 1.0 and its legal
 * transitions.
 *
 * <p>{@code failed -> pending} is a retry or a re-run. A re-run may also reset a completed or
 * cancelled task; that begins a new execution and is asked of {@link #mayBeReset}, not of {@link
 * #mayBecome}.
 */
public enum TaskStatus {
  PENDING,
  IN_PROGRESS,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether the status is final within a run. */
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case PENDING, IN_PROGRESS -> false;
    };
  }

  /** Whether a task in this status may go to {@code next} within one run. */
  public boolean mayBecome(TaskStatus next) {
    return successors().contains(next);
  }

  /** Whether a new run may set a task in this status back to pending. */
  public boolean mayBeReset() {
    return this != IN_PROGRESS;
  }

  private Set<TaskStatus> successors() {
    return switch (this) {
      case PENDING -> Set.of(IN_PROGRESS, CANCELLED);
      case IN_PROGRESS -> Set.of(COMPLETED, FAILED, CANCELLED);
      case FAILED -> Set.of(PENDING);
      case COMPLETED, CANCELLED -> Set.of();
    };
  }

  /** The word used on the wire and in the database: {@code in_progress}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of a word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static TaskStatus ofWord(String word) {
    for (TaskStatus status : values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    throw new IllegalArgumentException("not a task status: " + word);
  }
}
