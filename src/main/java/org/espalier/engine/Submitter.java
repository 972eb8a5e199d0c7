package org.espalier.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.TreeRunner.Submitted;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.IdempotencyKeyReusedException;
import org.espalier.engine.store.RunCompanion;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.IdTakenException;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TreeStore;

/**
 * Stores a submission in one transaction. While this node has room it claims the new runs in the
 * same breath, so that a run starts without another commit and without reading back what was just
 * written.
 */
final class Submitter {
  private static final String RECALL =
      "select body_hash, tree_ids from submission where idempotency_key = ?";
  private static final String UNIQUE_VIOLATION = "23505";

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

  Submitted submit(
      List<NewTree> trees,
      boolean run,
      Optional<SubmissionKey> key,
      RunOptions options,
      List<RunCompanion> companions) {
    Optional<Submitted> replay = key.flatMap(this::replay);
    if (replay.isPresent()) {
      return replay.get();
    }
    List<UUID> runIds =
        run ? Stream.generate(engine::newId).limit(trees.size()).toList() : List.of();
    for (int i = 0; i < runIds.size(); i++) {
      trees.get(i).queueFor(runIds.get(i));
    }
    Optional<Engine.Claim> claim = run ? engine.reserve(runIds) : Optional.empty();
    Instant now = clock.instant();
    try {
      writer.write(new PendingSubmission(trees, runIds, key, claim, now, options, companions));
    } catch (SQLException e) {
      claim.ifPresent(Engine.Claim::withdraw);
      return afterFailure(e, trees, key);
    } catch (RuntimeException | Error e) {
      claim.ifPresent(Engine.Claim::withdraw);
      throw e;
    }
    if (claim.isPresent()) {
      claim.get().begin(claimedRuns(trees, runIds, options));
    } else if (run) {
      engine.wakeClaimer();
    }
    return new Submitted(ids(trees), false, run ? Optional.of(now) : Optional.empty());
  }

  private static List<ClaimedRun> claimedRuns(
      List<NewTree> trees, List<UUID> runIds, RunOptions options) {
    List<ClaimedRun> runs = new ArrayList<>(trees.size());
    for (int i = 0; i < trees.size(); i++) {
      runs.add(
          new ClaimedRun(
              runIds.get(i),
              trees.get(i).tree().id(),
              1,
              0,
              RunStatus.QUEUED,
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              trees.get(i).tasks(),
              Map.of(),
              options,
              Cancellations.NONE));
    }
    return runs;
  }

  /** A unique key was there already: the same submission came twice at once, or an id is taken. */
  private Submitted afterFailure(
      SQLException failure, List<NewTree> trees, Optional<SubmissionKey> key) {
    if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
      Optional<Submitted> replay = key.flatMap(this::replay);
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

  private Optional<Submitted> replay(SubmissionKey key) {
    return read(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(RECALL)) {
            query.setString(1, key.key());
            try (ResultSet result = query.executeQuery()) {
              if (!result.next()) {
                return Optional.empty();
              }
              if (!result.getString(1).equals(key.bodyHash())) {
                throw new IdempotencyKeyReusedException(key.key());
              }
              return Optional.of(new Submitted(uuids(result.getString(2)), true, Optional.empty()));
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

  private static List<UUID> ids(List<NewTree> trees) {
    return trees.stream().map(tree -> tree.tree().id()).toList();
  }
}
