package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * One attempt of one task, as its executor sees it. Owned by the attempt's thread, except for
 * {@link #cancellation}, which is thread-safe.
 *
 * @param runId the run
 * @param treeId the tree
 * @param epoch of the claim the attempt belongs to; the run's row has a higher one when the node
 *     has lost it
 * @param taskId the task
 * @param taskName the task's name, unique in its tree
 * @param attempt 1 for the first attempt in this run
 * @param inputs the task's inputs with the results of its dependencies and all references and
 *     secrets resolved; the executor may change it
 * @param params the task's params, resolved likewise
 * @param idempotencyKey the same in every attempt of this task in this run; pass it on where the
 *     peer has a place for it
 * @param timeout how long the attempt may take in all; the engine enforces it
 * @param cancellation fires when the attempt should stop
 * @param progress where to report progress while the work goes on
 * @param dependencyNames the names of the tasks this one depends on, by the ids under which their
 *     results are among the inputs
 */
public record ExecutionContext(
    UUID runId,
    UUID treeId,
    long epoch,
    UUID taskId,
    String taskName,
    int attempt,
    ObjectNode inputs,
    ObjectNode params,
    String idempotencyKey,
    Duration timeout,
    CancellationToken cancellation,
    ProgressListener progress,
    Map<String, String> dependencyNames) {

  public ExecutionContext {
    dependencyNames = Collections.unmodifiableMap(new LinkedHashMap<>(dependencyNames));
  }

  /** Of a task that depends on none. */
  public ExecutionContext(
      UUID runId,
      UUID treeId,
      long epoch,
      UUID taskId,
      String taskName,
      int attempt,
      ObjectNode inputs,
      ObjectNode params,
      String idempotencyKey,
      Duration timeout,
      CancellationToken cancellation,
      ProgressListener progress) {
    this(
        runId,
        treeId,
        epoch,
        taskId,
        taskName,
        attempt,
        inputs,
        params,
        idempotencyKey,
        timeout,
        cancellation,
        progress,
        Map.of());
  }

  /**
   * Whether another attempt of this task may have begun in this run. If its node was killed, what
   * it had started elsewhere may go on; an executor that can, ends that first.
   */
  public boolean mayFollowAnother() {
    return attempt > 1 || epoch > 1;
  }
}
