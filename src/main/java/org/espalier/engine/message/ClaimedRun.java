package org.espalier.engine.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;

/**
 * A run this node has just claimed, as the database holds it.
 *
 * @param epoch the epoch this claim raised it to
 * @param revision how many writes its owners have made
 * @param status what it was when it was claimed
 * @param request what a user has asked of it
 * @param inputs inputs of single tasks for this run only
 * @param startedAt when it first began
 * @param tasks all tasks of the tree, in order
 * @param options how the run differs from the usual one
 * @param cancellations what users said when they cancelled it or tasks of it
 * @param history what is known of earlier attempts, by task; absent for a task without any
 * @param decisions what was decided of questions that its tasks have put, and it has yet to hear
 */
public record ClaimedRun(
    UUID id,
    UUID treeId,
    long epoch,
    long revision,
    RunStatus status,
    Optional<RunRequest> request,
    Map<UUID, ObjectNode> inputs,
    Optional<Instant> startedAt,
    List<Task> tasks,
    Map<UUID, AttemptHistory> history,
    RunOptions options,
    Cancellations cancellations,
    List<Decision> decisions) {

  /** Of a run that has put no question. */
  public ClaimedRun(
      UUID id,
      UUID treeId,
      long epoch,
      long revision,
      RunStatus status,
      Optional<RunRequest> request,
      Map<UUID, ObjectNode> inputs,
      Optional<Instant> startedAt,
      List<Task> tasks,
      Map<UUID, AttemptHistory> history,
      RunOptions options,
      Cancellations cancellations) {
    this(
        id,
        treeId,
        epoch,
        revision,
        status,
        request,
        inputs,
        startedAt,
        tasks,
        history,
        options,
        cancellations,
        List.of());
  }

  /**
   * Earlier attempts of one task in this run.
   *
   * @param failures how many failed
   * @param losses how many lost their node
   * @param openStartedAt when the attempt that is still open began; empty when none is
   */
  public record AttemptHistory(
      int failures, int losses, Optional<Instant> openStartedAt, Optional<String> effect) {
    public static final AttemptHistory NONE = new AttemptHistory(0, 0, Optional.empty());

    /** Of a task that has had no effect that is on record. */
    public AttemptHistory(int failures, int losses, Optional<Instant> openStartedAt) {
      this(failures, losses, openStartedAt, Optional.empty());
    }

    /** The same, with the result of the effect the task has had. */
    public AttemptHistory withEffect(String result) {
      return new AttemptHistory(failures, losses, openStartedAt, Optional.of(result));
    }
  }
}
