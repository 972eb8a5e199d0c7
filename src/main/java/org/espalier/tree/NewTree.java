package org.espalier.tree;

import java.util.List;

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
}
