package org.espalier.engine.query;

import java.util.Optional;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.TaskTree;

/** A tree with its latest run, if it was ever run. */
public record ListedTree(TaskTree tree, Optional<TreeRun> latestRun) {}
