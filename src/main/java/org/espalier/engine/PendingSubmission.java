package org.espalier.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.RunCompanion;
import org.espalier.tree.NewTree;

/**
 * A checked submission on its way to the database.
 *
 * @param runIds the run of each tree, by position; empty when they are not to run
 * @param options how their runs differ from the usual one
 * @param companions what is stored together with each run
 * @param claim this node's claim of these runs; empty when somebody shall claim them later
 */
record PendingSubmission(
    List<NewTree> trees,
    List<UUID> runIds,
    Optional<SubmissionKey> key,
    Optional<Engine.Claim> claim,
    Instant at,
    RunOptions options,
    List<RunCompanion> companions) {

  int taskCount() {
    return trees.stream().mapToInt(tree -> tree.tasks().size()).sum();
  }
}
