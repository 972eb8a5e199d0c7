package org.espalier.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.RunCompanion;
import org.espalier.tree.NewTree;

/**
 * A checked submission on its way to the database.
 *
 * @param trees at least one; each has a run, or none has
 * @param options how their runs differ from the usual one
 * @param companions what is stored together with each run
 * @param claim this node's claim of these runs; empty when somebody shall claim them later
 */
record PendingSubmission(
    List<SubmittedTree> trees,
    Optional<SubmissionKey> key,
    Optional<Engine.Claim> claim,
    Instant at,
    RunOptions options,
    List<RunCompanion> companions) {

  int taskCount() {
    return trees.stream().mapToInt(tree -> tree.tree().tasks().size()).sum();
  }

  List<UUID> treeIds() {
    return trees.stream().map(SubmittedTree::id).toList();
  }

  /** The trees that have a run. */
  Stream<SubmittedTree> running() {
    return trees.stream().filter(tree -> tree.runId().isPresent());
  }

  Stream<NewTree> newTrees() {
    return trees.stream().map(SubmittedTree::tree);
  }
}
