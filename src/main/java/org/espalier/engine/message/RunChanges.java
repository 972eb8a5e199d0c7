package org.espalier.engine.message;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.espalier.event.TaskEvent;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one write changes of one run. Written whole or not at all, and only by the owner of this
 * epoch.
 *
 * @param revision the revision the database has before this write
 * @param run the run's row afterwards
 * @param tasks rows of tasks that changed
 * @param attempts attempts that began or ended; at most one row per attempt
 * @param approvals questions to persons that were put or are over; at most one row per question
 * @param events what to tell those who watch
 * @param made tasks that were made for elements of a list
 * @param removed tasks of that kind to delete
 */
public record RunChanges(
    UUID runId,
    UUID treeId,
    long epoch,
    long revision,
    RunRow run,
    List<TaskRow> tasks,
    List<AttemptRow> attempts,
    List<ApprovalRow> approvals,
    List<TaskEvent> events,
    List<Task> made,
    List<UUID> removed) {

  /** Changes that leave the tree's tasks what they are, of a run that asks nobody. */
  public RunChanges(
      UUID runId,
      UUID treeId,
      long epoch,
      long revision,
      RunRow run,
      List<TaskRow> tasks,
      List<AttemptRow> attempts,
      List<TaskEvent> events) {
    this(
        runId, treeId, epoch, revision, run, tasks, attempts, List.of(), events, List.of(),
        List.of());
  }

  /** By how many tasks the tree grows. */
  public int growth() {
    return made.size() - removed.size();
  }

  /**
   * The state of a run.
   *
   * @param isOwned whether the node keeps the run; otherwise the claim is given up
   * @param counts tasks of the run by {@link TaskStatus#ordinal()}
   */
  public record RunRow(
      RunStatus status,
      boolean isOwned,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant wakeAt,
      int[] counts,
      double progress,
      @Nullable String error) {

    /**
     * The requests that a run on its way out cannot have carried out. One that was put meanwhile
     * stays and queues the run, so that the next to claim it carries it out. The row holds the
     * latest request: where that is a resume, the pause was heard after it though it was put
     * before. Always two, empty for none.
     */
    public List<String> unheard() {
      String cancel = RunRequest.CANCEL.word();
      return switch (status) {
        case RUNNING, COMPLETED, FAILED, CANCELLED -> List.of("", "");
        case PAUSED -> List.of(cancel, RunRequest.RESUME.word());
        case QUEUED, WAITING -> List.of(cancel, RunRequest.PAUSE.word());
      };
    }

    /** How many tasks of the run have this status. */
    public int count(TaskStatus which) {
      return counts[which.ordinal()];
    }
  }

  /**
   * The state of a task.
   *
   * @param expected the status the database must have, or the write is refused
   * @param retryAt when the next attempt is due, or the parked one goes on
   * @param parked what the parked attempt completes with
   */
  public record TaskRow(
      UUID id,
      TaskStatus expected,
      TaskStatus status,
      double progress,
      @Nullable String result,
      @Nullable String error,
      int attempts,
      @Nullable Instant retryAt,
      @Nullable String parked,
      @Nullable Instant startedAt,
      @Nullable Instant completedAt) {}

  /** A question to a person, known by the attempt that put it. */
  public sealed interface ApprovalRow {
    UUID taskId();

    int attempt();

    /**
     * It is put.
     *
     * @param status open, or withdrawn in the same write
     * @param question as {@link org.espalier.executor.Question#toJson}
     */
    record Asked(
        UUID id,
        UUID taskId,
        int attempt,
        ApprovalStatus status,
        String question,
        Instant askedAt,
        @Nullable Instant deadline)
        implements ApprovalRow {
      public Asked withdrawn() {
        return new Asked(
            id, taskId, attempt, ApprovalStatus.WITHDRAWN, question, askedAt, deadline);
      }

      /** Since when it concerns the nodes that it is not answered. */
      public @Nullable Instant dueAt() {
        return status == ApprovalStatus.OPEN ? deadline : null;
      }
    }

    /** Nobody waits for its answer any more: it was heard, or it comes too late. */
    record Answered(UUID taskId, int attempt) implements ApprovalRow {}
  }

  /**
   * An attempt that began or ended.
   *
   * @param isNew whether there is no row for it yet
   */
  public record AttemptRow(
      UUID taskId,
      int number,
      boolean isNew,
      AttemptStatus status,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String inputs,
      @Nullable String result,
      @Nullable String error,
      @Nullable String errorKind,
      @Nullable Boolean retryable) {

    /** This end, when the beginning of the attempt is not written yet. */
    public AttemptRow after(AttemptRow begun) {
      return new AttemptRow(
          taskId,
          number,
          begun.isNew,
          status,
          startedAt,
          endedAt,
          inputs == null ? begun.inputs : inputs,
          result,
          error,
          errorKind,
          retryable);
    }
  }
}
