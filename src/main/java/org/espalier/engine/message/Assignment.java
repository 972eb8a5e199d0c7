package org.espalier.engine.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.executor.CancellationToken;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to be made: everything a dispatcher needs, and whom to tell. Immutable, but for the
 * token.
 *
 * @param epoch that of the claim it belongs to; a later claim of this node may make an attempt of
 *     the same number
 * @param place position of the task in its run
 * @param number 1 for the task's first attempt in this run
 * @param priority 0 urgent to 3 low
 * @param inputs JSON text of the task's own inputs
 * @param runInputs JSON of inputs given for this run only; they go over the task's own
 * @param params JSON text of the params
 * @param inputSchema JSON text of the task's own schema of its inputs
 * @param dependencies what the task depends on, in its order
 * @param timeout of this attempt
 * @param token fires when the attempt is to stop
 * @param listener told of start, progress and end
 * @param options how the run differs from the usual one
 * @param isOfElement whether the task was made for an element of a list: nobody has checked its
 *     inputs yet
 */
public record Assignment(
    UUID runId,
    UUID treeId,
    long epoch,
    UUID taskId,
    String taskName,
    int place,
    int number,
    String executor,
    int priority,
    String inputs,
    Optional<ObjectNode> runInputs,
    Optional<String> params,
    Optional<String> inputSchema,
    List<DependencyResult> dependencies,
    Duration timeout,
    CancellationToken token,
    AttemptListener listener,
    RunOptions options,
    boolean isOfElement) {

  /**
   * What became of a dependency.
   *
   * @param key the caller's own id of it
   * @param status of an optional one that could not start: pending
   * @param result its result; null when it did not complete. Must not be changed
   * @param error why it did not complete, or could not start
   */
  public record DependencyResult(
      UUID id,
      @Nullable String key,
      String name,
      TaskStatus status,
      @Nullable ObjectNode result,
      @Nullable String error) {}

  /** Who wants to know how an attempt goes. Thread-safe; never blocks. */
  public interface AttemptListener {
    /** The executor is about to be entered. */
    void started(Assignment attempt, Instant at);

    /** The executor reports progress. */
    void progressed(Assignment attempt, double progress, String message);

    /** The executor shows a piece of its output. */
    void output(Assignment attempt, String stream, String text);

    /** The attempt is over. An attempt is either ended or withdrawn, exactly once. */
    void ended(Assignment attempt, AttemptReport report);

    /** The attempt was stopped before its executor was entered. */
    void withdrawn(Assignment attempt);
  }

  /** What tells one attempt from another. */
  public record Key(UUID runId, long epoch, UUID taskId, int number) {}

  public Key key() {
    return new Key(runId, epoch, taskId, number);
  }

  /** The same in every attempt of this task in this run. */
  public String idempotencyKey() {
    return runId + "-" + taskId;
  }
}
