package org.espalier.tree;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a run of a tree. */
public enum RunStatus {
  /** Waits for a node to claim it, or was just claimed. */
  QUEUED,
  /** A node runs it. */
  RUNNING,
  /** Nothing can start before a point in time: every open task waits for a retry. */
  WAITING,
  /** Stopped by a user; a resume queues it again. */
  PAUSED,
  /** Every task of the run completed. */
  COMPLETED,
  /** Nothing more can run, and at least one task did not complete. */
  FAILED,
  /** A user ended it. */
  CANCELLED;

  /** Whether the run is over. */
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case QUEUED, RUNNING, WAITING, PAUSED -> false;
    };
  }

  /** What this run's state says about its tree, in the words of a task. */
  public TaskStatus treeStatus() {
    return switch (this) {
      case QUEUED -> TaskStatus.PENDING;
      case RUNNING, WAITING, PAUSED -> TaskStatus.IN_PROGRESS;
      case COMPLETED -> TaskStatus.COMPLETED;
      case FAILED -> TaskStatus.FAILED;
      case CANCELLED -> TaskStatus.CANCELLED;
    };
  }

  /** The word used on the wire and in the database. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of a word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static RunStatus ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
