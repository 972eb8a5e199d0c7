package org.espalier.tree;

import java.util.List;
import java.util.UUID;

/**
 * A checked tree that is not stored yet.
 *
 * @param tree the tree
 * @param tasks all its tasks, in the order of the submission
 */
public record NewTree(TaskTree tree, List<Task> tasks) {
  public NewTree {
    tasks = List.copyOf(tasks);
  }

  /** Makes the tree part of a run that is stored together with it. */
  public void queueFor(UUID runId) {
    tree.queueFor(runId);
    tasks.forEach(task -> task.queueFor(runId));
  }
}
