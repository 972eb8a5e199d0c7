package org.espalier.engine.node;

import java.util.List;
import java.util.UUID;
import org.espalier.tree.Task;

/** Where the engine reads the tasks of a run it takes up. Thread-safe. */
public interface TaskSource {
  /** All tasks of a tree, in the order of its submission. */
  List<Task> tasksOf(UUID treeId);
}
