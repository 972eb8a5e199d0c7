package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskTree;
import org.espalier.wire.TreeMessage;

/** Reads whole trees. */
@ApplicationScoped
public class StoredTrees {
  @Inject TaskRepository tasks;
  @Inject RunRepository runs;

  /** For the container, which sets the fields. */
  public StoredTrees() {}

  /**
   * A tree with its tasks and its latest run.
   *
   * @throws org.espalier.tree.TreeNotFoundException when there is none
   */
  public TreeMessage read(UUID treeId) {
    TaskTree tree = tasks.requireTree(treeId);
    // The run first: whoever sees that it is over must also see what became of its tasks.
    Optional<TreeRun> run = runs.latestOf(treeId);
    return TreeMessages.of(tree, tasks.tasksOf(treeId), run);
  }
}
