package org.espalier.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.database.Database;
import org.espalier.database.SqlFailures;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.RunCompanion;
import org.espalier.engine.store.RunStore;
import org.espalier.engine.store.RunStore.NewRun;
import org.espalier.tree.NewTree;
import org.espalier.tree.TreeStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes submissions, each all or nothing. Small ones that come at the same time share a
 * transaction: whoever gets the lock first writes for all that wait, so that a hundred callers cost
 * a few commits and one connection. A lone submission does not wait for company, and a large one
 * goes its own way, so that nobody waits behind it. Thread-safe.
 */
final class SubmissionWriter {
  private static final int MAX_SHARED_TASKS = 200;
  private static final int MAX_GROUP = 100;
  private static final String REMEMBER =
      "insert into submission (idempotency_key, body_hash, tree_ids, created_at) values (?, ?, ?, ?)";

  private final Database database;
  private final SubmissionRetry retry;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();

  SubmissionWriter(Database database) {
    this.database = database;
    this.retry = new SubmissionRetry(database);
  }

  /** A submission and what became of it: null, or why it was not stored. */
  private record Waiting(
      PendingSubmission submission, CompletableFuture<@Nullable Throwable> outcome) {}

  /**
   * Stores a submission; it is durable when this returns.
   *
   * @throws SQLException when it was not stored, or when that is not known
   */
  void write(PendingSubmission submission) throws SQLException {
    if (submission.taskCount() > MAX_SHARED_TASKS) {
      retry.write(List.of(submission), this::store);
      return;
    }
    Waiting own = new Waiting(submission, new CompletableFuture<>());
    queue.add(own);
    writing.lock();
    try {
      while (!own.outcome.isDone()) {
        writeGroup();
      }
    } finally {
      writing.unlock();
    }
    throwIfAny(own.outcome.join());
  }

  private static void throwIfAny(@Nullable Throwable failure) throws SQLException {
    if (failure instanceof SQLException sql) {
      throw sql;
    }
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  private void writeGroup() {
    List<Waiting> group = new ArrayList<>(MAX_GROUP);
    for (Waiting next = queue.poll();
        next != null;
        next = group.size() < MAX_GROUP ? queue.poll() : null) {
      group.add(next);
    }
    Throwable failure = failureOf(group);
    if (failure == null || group.size() == 1 || !isOfOne(failure)) {
      group.forEach(waiting -> waiting.outcome.complete(failure));
    } else {
      group.forEach(waiting -> waiting.outcome.complete(failureOf(List.of(waiting))));
    }
  }

  /**
   * Whether one submission spoiled it for all (its data, a taken key), so that each for itself
   * tells which. Any other failure is the database's, and would only be met again by each.
   */
  private static boolean isOfOne(Throwable failure) {
    return failure instanceof SQLException sql && SqlFailures.isOfData(sql);
  }

  /** Also an Error: whoever waits would wait for ever if it were not told. */
  private @Nullable Throwable failureOf(List<Waiting> group) {
    try {
      retry.write(group.stream().map(Waiting::submission).toList(), this::store);
      return null;
    } catch (SQLException | RuntimeException | Error e) {
      return e;
    }
  }

  private void store(List<PendingSubmission> submissions) throws SQLException {
    List<NewTree> trees = submissions.stream().flatMap(PendingSubmission::newTrees).toList();
    List<NewRun> runs = submissions.stream().flatMap(SubmissionWriter::newRuns).toList();
    database.inTransaction(
        connection -> {
          for (PendingSubmission submission : submissions) {
            if (submission.key().isPresent()) {
              remember(connection, submission.key().get(), submission);
            }
          }
          TreeStore.insert(connection, trees);
          if (!runs.isEmpty()) {
            RunStore.insert(connection, runs);
          }
          for (PendingSubmission submission : submissions) {
            storeCompanions(connection, submission);
          }
        });
  }

  private static void remember(
      Connection connection, SubmissionKey key, PendingSubmission submission) throws SQLException {
    String treeIds =
        submission.treeIds().stream().map(UUID::toString).collect(Collectors.joining(","));
    try (PreparedStatement insert = connection.prepareStatement(REMEMBER)) {
      Statements.fill(insert)
          .text(key.stored())
          .text(key.bodyHash())
          .text(treeIds)
          .instant(submission.at());
      insert.executeUpdate();
    }
  }

  private static void storeCompanions(Connection connection, PendingSubmission submission)
      throws SQLException {
    List<SubmittedTree> running = submission.running().toList();
    for (RunCompanion companion : submission.companions()) {
      for (SubmittedTree tree : running) {
        companion.store(connection, tree.runId().orElseThrow(), tree.id(), submission.at());
      }
    }
  }

  private static Stream<NewRun> newRuns(PendingSubmission submission) {
    return submission.running().map(tree -> newRun(submission, tree));
  }

  private static NewRun newRun(PendingSubmission submission, SubmittedTree tree) {
    Engine.@Nullable Claim claim = submission.claim().orElse(null);
    return new NewRun(
        tree.runId().orElseThrow(),
        tree.id(),
        1,
        RunScope.ALL,
        RunTrigger.SUBMIT,
        tree.rootPriority(),
        Map.of(),
        submission.at(),
        claim == null ? null : claim.nodeId(),
        claim == null ? null : claim.nodeName(),
        tree.tree().tasks().size(),
        0,
        submission.options());
  }
}
