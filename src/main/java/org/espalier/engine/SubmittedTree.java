package org.espalier.engine;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunOptions;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;

/**
 * One tree of a submission and the run that is stored with it.
 *
 * @param runId empty when the tree is not to run
 */
record SubmittedTree(NewTree tree, Optional<UUID> runId) {

  static SubmittedTree notRun(NewTree tree) {
    return new SubmittedTree(tree, Optional.empty());
  }

  static SubmittedTree run(NewTree tree, UUID runId) {
    tree.queueFor(runId);
    return new SubmittedTree(tree, Optional.of(runId));
  }

  UUID id() {
    return tree.tree().id();
  }

  /** The run as a node sees it that claims it together with storing it. */
  ClaimedRun claimedRun(RunOptions options) {
    return new ClaimedRun(
        runId.orElseThrow(),
        id(),
        1,
        0,
        RunStatus.QUEUED,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        tree.tasks(),
        Map.of(),
        options,
        Cancellations.NONE);
  }

  int rootPriority() {
    return tree.tasks().stream()
        .filter(task -> task.parentId().isEmpty())
        .mapToInt(Task::priority)
        .findFirst()
        .orElseThrow();
  }
}
