package org.espalier.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.SqlFailures;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.IdempotencyKeyReusedException;
import org.espalier.engine.store.RunCompanion;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.IdTakenException;
import org.espalier.tree.NewTree;
import org.espalier.tree.TreeStore;

/**
 * Stores a submission in one transaction. While this node has room it claims the new runs in the
 * same breath, so that a run starts without another commit and without reading back what was just
 * written.
 */
final class Submitter {
  private static final String RECALL =
      "select body_hash, tree_ids from submission where idempotency_key = ?";

  private final Database database;
  private final Engine engine;
  private final SteadyClock clock;
  private final SubmissionWriter writer;

  Submitter(Database database, Engine engine, SteadyClock clock) {
    this.database = database;
    this.engine = engine;
    this.clock = clock;
    this.writer = new SubmissionWriter(database);
  }

  SubmissionReceipt submit(
      List<NewTree> trees,
      boolean run,
      Optional<SubmissionKey> key,
      RunOptions options,
      List<RunCompanion> companions) {
    Optional<SubmissionReceipt> replay = key.flatMap(this::replay);
    if (replay.isPresent()) {
      return replay.get();
    }
    List<SubmittedTree> submitted =
        trees.stream()
            .map(tree -> run ? SubmittedTree.run(tree, engine.newId()) : SubmittedTree.notRun(tree))
            .toList();
    PendingSubmission submission =
        new PendingSubmission(
            submitted, key, claim(submitted, run), clock.instant(), options, companions);
    Optional<Engine.Claim> claim = submission.claim();
    try {
      writer.write(submission);
    } catch (SQLException e) {
      claim.ifPresent(Engine.Claim::withdraw);
      return afterFailure(e, trees, key);
    } catch (RuntimeException | Error e) {
      claim.ifPresent(Engine.Claim::withdraw);
      throw e;
    }
    if (run) {
      begin(submission);
    }
    return new SubmissionReceipt(
        submission.treeIds(), false, run ? Optional.of(submission.at()) : Optional.empty());
  }

  private Optional<Engine.Claim> claim(List<SubmittedTree> trees, boolean run) {
    return run
        ? engine.reserve(trees.stream().map(tree -> tree.runId().orElseThrow()).toList())
        : Optional.empty();
  }

  private void begin(PendingSubmission submission) {
    if (submission.claim().isEmpty()) {
      engine.wakeClaimer();
      return;
    }
    submission
        .claim()
        .get()
        .begin(submission.running().map(tree -> tree.claimedRun(submission.options())).toList());
  }

  /** A unique key was there already: the same submission came twice at once, or an id is taken. */
  private SubmissionReceipt afterFailure(
      SQLException failure, List<NewTree> trees, Optional<SubmissionKey> key) {
    if (SqlFailures.isDuplicate(failure)) {
      Optional<SubmissionReceipt> replay = key.flatMap(this::replay);
      if (replay.isPresent()) {
        return replay.get();
      }
      List<UUID> taken = read(connection -> TreeStore.takenIds(connection, trees));
      if (!taken.isEmpty()) {
        throw new IdTakenException(taken);
      }
    }
    throw DatabaseUnavailableException.duringChange(failure);
  }

  private Optional<SubmissionReceipt> replay(SubmissionKey key) {
    return read(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(RECALL)) {
            query.setString(1, key.stored());
            try (ResultSet result = query.executeQuery()) {
              if (!result.next()) {
                return Optional.empty();
              }
              if (!result.getString(1).equals(key.bodyHash())) {
                throw new IdempotencyKeyReusedException(key.key());
              }
              return Optional.of(
                  new SubmissionReceipt(uuids(result.getString(2)), true, Optional.empty()));
            }
          }
        });
  }

  private <T> T read(Database.Work<T> work) {
    try {
      return database.transaction(work);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  private static List<UUID> uuids(String text) {
    return Stream.of(text.split(",")).map(UUID::fromString).toList();
  }
}
