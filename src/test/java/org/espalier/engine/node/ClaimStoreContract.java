package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.database.Database;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.node.ClaimStore.ClaimedRow;
import org.espalier.engine.store.RunStore;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets which run, whatever the database. */
interface ClaimStoreContract {
  Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  UUID ME = new UUID(5, 5);
  UUID OTHER = new UUID(6, 6);

  TestDatabase database();

  @BeforeEach
  default void empty() {
    database().execute("delete from tree");
    database().execute("delete from node");
    node(ME, "current_timestamp + interval '1' minute");
  }

  private StoredRun queued(int priority, int age) throws SQLException {
    return StoredRun.queued(database(), 1, priority, NOW.minusSeconds(age));
  }

  private void node(UUID id, String leaseUntil) {
    database()
        .execute(
            "insert into node (id, name, started_at, lease_until) values ('%s', 'n', current_timestamp, %s)"
                .formatted(id, leaseUntil));
  }

  private List<ClaimedRow> claim(UUID node, int limit) throws SQLException {
    return in(c -> ClaimStore.claim(c, node, "node", limit));
  }

  private <T> T in(Database.Work<T> work) throws SQLException {
    return database().database().transaction(work);
  }

  private List<UUID> claimed(int limit) throws SQLException {
    return claim(ME, limit).stream().map(ClaimedRow::id).toList();
  }

  @Test
  default void takesARunAndRaisesItsEpoch() throws SQLException {
    StoredRun run = queued(2, 0).with("epoch = 4, revision = 9, started_at = created_at");
    assertThat(claim(ME, 10))
        .containsExactly(
            new ClaimedRow(
                run.runId,
                run.treeId(),
                5,
                9,
                RunStatus.QUEUED,
                Optional.empty(),
                null,
                Optional.of(NOW),
                RunOptions.NONE,
                Cancellations.NONE));
    assertThat(run.row("claimed_by, node, epoch, status")).isEqualTo(ME + " node 5 queued");
    assertThat(claim(OTHER, 10)).isEmpty();
  }

  @Test
  default void takesByPriorityThenByAge() throws SQLException {
    StoredRun young = queued(2, 1);
    StoredRun old = queued(2, 9);
    StoredRun urgent = queued(0, 0);
    StoredRun low = queued(3, 99);
    assertThat(claimed(2)).containsExactly(urgent.runId, old.runId);
    assertThat(claimed(10)).containsExactly(young.runId, low.runId);
  }

  @Test
  default void takesTheRunsOfADeadNodeFirst() throws SQLException {
    node(OTHER, "current_timestamp - interval '1' second");
    StoredRun waiting = queued(0, 9);
    StoredRun orphan =
        queued(3, 0).with("claimed_by = '%s', status = 'running', epoch = 1".formatted(OTHER));
    assertThat(claimed(1)).containsExactly(orphan.runId);
    assertThat(orphan.row("epoch, claimed_by")).isEqualTo("2 " + ME);
    assertThat(claimed(1)).containsExactly(waiting.runId);
  }

  @Test
  default void leavesTheRunsOfALivingNodeAlone() throws SQLException {
    node(OTHER, "current_timestamp + interval '1' minute");
    queued(0, 0).with("claimed_by = '%s', status = 'running'".formatted(OTHER));
    assertThat(claimed(10)).isEmpty();
  }

  /** It may believe otherwise, when its own timer stood still. */
  @Test
  default void aNodeWhoseOwnLeaseIsOverClaimsNothing() throws SQLException {
    StoredRun run = queued(2, 1);
    database().execute("update node set lease_until = current_timestamp - interval '1' second");
    assertThat(claimed(10)).isEmpty();
    List<ClaimedRow> named = in(c -> ClaimStore.claimThese(c, ME, "node", Set.of(run.runId)));
    assertThat(named).isEmpty();
    assertThat(run.row("claimed_by, epoch")).isEqualTo("0");
  }

  @Test
  default void takesAParkedRunWhenItIsDueAndNotBefore() throws SQLException {
    StoredRun due =
        queued(2, 0).with("status = 'waiting', wake_at = current_timestamp - interval '1' second");
    queued(2, 0).with("status = 'waiting', wake_at = current_timestamp + interval '1' minute");
    assertThat(claimed(10)).containsExactly(due.runId);
    assertThat(due.row("wake_at, status")).isEqualTo("waiting");
  }

  /**
   * Its claim was meant to resume it; otherwise it would stay with a node that does not know it.
   */
  @Test
  default void givesBackAPausedRunThatWasClaimedForAJob() throws SQLException {
    StoredRun run = queued(0, 0).with("status = 'paused'");
    in(c -> ClaimStore.claimThese(c, ME, "node", Set.of(run.runId)));
    in(
        c -> {
          ClaimStore.giveBack(c, ME, List.of(run.runId));
          return null;
        });
    assertThat(run.row("status, claimed_by")).isEqualTo("queued");
  }

  /** The cancel was promised to its caller; only whoever claims the run can carry it out. */
  @Test
  default void aPauseDoesNotTakeBackACancel() throws SQLException {
    StoredRun run = queued(0, 0).with("request = 'cancel'");
    boolean isPaused = in(c -> RunStore.pauseUnowned(c, run.runId));
    boolean isTaken = in(c -> RunStore.requestOfOwned(c, run.runId, RunRequest.PAUSE));
    assertThat(isPaused).isFalse();
    assertThat(isTaken).isTrue();
    assertThat(run.row("status, request")).isEqualTo("queued cancel");
  }

  /** It was handed back or parked before the pause was done. */
  @Test
  default void aResumeTakesBackAPauseThatTheNextOwnerWouldDo() throws SQLException {
    StoredRun run = queued(0, 0).with("request = 'pause'");
    boolean isResumed = in(c -> RunStore.resumePaused(c, run.runId));
    assertThat(isResumed).isTrue();
    assertThat(run.row("status, request")).isEqualTo("queued");
  }

  @Test
  default void leavesPausedAndEndedRunsAlone() throws SQLException {
    queued(2, 0).with("status = 'paused'");
    queued(2, 0).with("status = 'failed', active_tree_id = null");
    assertThat(claimed(10)).isEmpty();
  }

  @Test
  default void takesARunThatIsOnlyToBeCancelledWhateverTheRoom() throws SQLException {
    StoredRun cancelled = queued(3, 0).with("request = 'cancel'");
    queued(0, 0);
    assertThat(claim(ME, 0))
        .extracting(ClaimedRow::id, ClaimedRow::request)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(cancelled.runId, Optional.of(RunRequest.CANCEL)));
  }

  @Test
  default void claimsAPausedRunThatIsNamed() throws SQLException {
    StoredRun paused = queued(2, 0).with("status = 'paused'");
    StoredRun owned = queued(2, 0).with("claimed_by = '%s'".formatted(OTHER));
    StoredRun over = queued(2, 0).with("status = 'completed', active_tree_id = null");
    Set<UUID> named = Set.of(paused.runId, owned.runId, over.runId, UUID.randomUUID());
    List<ClaimedRow> rows = in(c -> ClaimStore.claimThese(c, ME, "node", named));
    assertThat(rows).extracting(ClaimedRow::id).containsExactly(paused.runId);
  }

  @Test
  default void twoThatClaimAtOnceNeverTakeTheSameRun() throws Exception {
    node(OTHER, "current_timestamp - interval '1' second");
    int runs = 60;
    for (int i = 0; i < runs; i++) {
      StoredRun run = queued(i % 4, i);
      if (i % 3 == 0) {
        run.with("claimed_by = '%s', status = 'running'".formatted(OTHER));
      }
    }
    int claimers = 4;
    CyclicBarrier barrier = new CyclicBarrier(claimers);
    ExecutorService threads = Executors.newFixedThreadPool(claimers);
    try {
      List<Future<List<UUID>>> all = new ArrayList<>();
      for (int i = 0; i < claimers; i++) {
        UUID node = new UUID(9, i);
        node(node, "current_timestamp + interval '1' minute");
        all.add(threads.submit(claimUntilNothingIsLeft(node, barrier)));
      }
      List<UUID> taken = new ArrayList<>();
      for (Future<List<UUID>> each : all) {
        taken.addAll(each.get());
      }
      assertThat(taken).hasSize(runs).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<List<UUID>> claimUntilNothingIsLeft(UUID node, CyclicBarrier barrier) {
    return () -> {
      List<UUID> taken = new ArrayList<>();
      barrier.await();
      for (int empty = 0; empty < 20; ) {
        List<ClaimedRow> rows = claim(node, 3);
        rows.forEach(row -> taken.add(row.id()));
        empty = rows.isEmpty() ? empty + 1 : 0;
      }
      return taken;
    };
  }

  @Test
  default void tellsWhatIsKnownOfEarlierAttempts() throws SQLException {
    StoredRun run = queued(2, 0);
    attempt(run, 1, "failed", "flaky");
    attempt(run, 2, "lost", "node_lost");
    attempt(run, 3, "lost", "interrupted");
    attempt(run, 4, "in_progress", null);
    Map<UUID, ClaimedRun.AttemptHistory> history = in(c -> ClaimStore.history(c, run.runId));
    assertThat(history)
        .isEqualTo(Map.of(run.tasks.get(0), new ClaimedRun.AttemptHistory(1, 1, Optional.of(NOW))));
  }

  private void attempt(StoredRun run, int number, String status, String kind) {
    String at = "timestamp with time zone '" + NOW + "'";
    database()
        .execute(
            """
            insert into attempt (run_id, task_id, number, tree_id, epoch, status, started_at, ended_at, node, error_kind)
            values ('%s', '%s', %d, '%s', 1, '%s', %s, %s, 'n', %s)
            """
                .formatted(
                    run.runId,
                    run.tasks.get(0),
                    number,
                    run.treeId(),
                    status,
                    at,
                    status.equals("in_progress") ? "null" : at,
                    kind == null ? "null" : "'" + kind + "'"));
  }

  @Test
  default void nothingTakesBackACancelThatIsNotSeenYet() throws SQLException {
    StoredRun run = queued(2, 0).with("claimed_by = '%s', status = 'running'".formatted(ME));
    List<String> seen = new ArrayList<>();
    for (RunRequest request :
        List.of(RunRequest.PAUSE, RunRequest.RESUME, RunRequest.CANCEL, RunRequest.PAUSE)) {
      boolean isTaken = in(c -> RunStore.requestOfOwned(c, run.runId, request));
      assertThat(isTaken).isTrue();
      seen.add(run.row("request"));
    }
    assertThat(seen).containsExactly("pause", "resume", "cancel", "cancel");
    List<ClaimStore.Wish> wishes = in(c -> ClaimStore.wishes(c, ME));
    assertThat(wishes)
        .containsExactly(
            new ClaimStore.Wish(run.runId, Optional.of(RunRequest.CANCEL), Cancellations.NONE));
  }

  /** Both are read in one moment: whoever sees the cancel sees its words. */
  @Test
  default void aCancelComesWithItsWords() throws SQLException {
    StoredRun run = queued(2, 0).with("claimed_by = '%s', status = 'running'".formatted(ME));
    in(c -> RunStore.addCancellation(c, run.runId, said -> said.withRun("not needed")));
    in(c -> RunStore.requestOfOwned(c, run.runId, RunRequest.CANCEL));
    List<ClaimStore.Wish> wishes = in(c -> ClaimStore.wishes(c, ME));
    assertThat(wishes)
        .containsExactly(
            new ClaimStore.Wish(
                run.runId,
                Optional.of(RunRequest.CANCEL),
                Cancellations.NONE.withRun("not needed")));
  }

  @Test
  default void aRunGivenBackIsQueuedAgain() throws SQLException {
    StoredRun mine = queued(2, 0).with("claimed_by = '%s', status = 'running'".formatted(ME));
    StoredRun theirs = queued(2, 0).with("claimed_by = '%s', status = 'running'".formatted(OTHER));
    List<UUID> owned = in(c -> ClaimStore.owned(c, ME));
    assertThat(owned).containsExactly(mine.runId);
    database()
        .database()
        .transaction(
            c -> {
              ClaimStore.giveBack(c, ME, List.of(mine.runId, theirs.runId));
              return null;
            });
    assertThat(mine.row("status, claimed_by")).isEqualTo("queued");
    assertThat(theirs.row("status, claimed_by")).isEqualTo("running " + OTHER);
  }
}
