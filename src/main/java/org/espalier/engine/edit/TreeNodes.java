package org.espalier.engine.edit;

import java.util.List;
import org.espalier.tree.Task;

/** Parts of trees, for those outside the engine. Pure. */
public final class TreeNodes {
  private TreeNodes() {}

  /** A task and everything below it, in the order of the tree. */
  public static List<Task> below(Task task, List<Task> tree) {
    return Subtree.of(task, tree).inside();
  }
}
