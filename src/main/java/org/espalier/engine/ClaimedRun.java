package org.espalier.engine;

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
 * @param isDemo whether executors are not entered
 * @param startedAt when it first began
 * @param tasks all tasks of the tree, in order
 * @param history what is known of earlier attempts, by task; absent for a task without any
 */
record ClaimedRun(
    UUID id,
    UUID treeId,
    long epoch,
    long revision,
    RunStatus status,
    Optional<RunRequest> request,
    Map<UUID, ObjectNode> inputs,
    boolean isDemo,
    Optional<Instant> startedAt,
    List<Task> tasks,
    Map<UUID, AttemptHistory> history) {

  /**
   * Earlier attempts of one task in this run.
   *
   * @param failures how many failed
   * @param losses how many lost their node
   * @param openStartedAt when the attempt that is still open began; empty when none is
   */
  record AttemptHistory(int failures, int losses, Optional<Instant> openStartedAt) {
    static final AttemptHistory NONE = new AttemptHistory(0, 0, Optional.empty());
  }
}
