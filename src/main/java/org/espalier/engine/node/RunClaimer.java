package org.espalier.engine.node;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.node.ClaimStore.ClaimedRow;

/**
 * Takes runs for this node: queued ones, parked ones that are due, and those of dead nodes. Also
 * looks for what users asked of its runs on other nodes. Thread-safe.
 */
final class RunClaimer {
  private static final System.Logger LOG = System.getLogger(RunClaimer.class.getName());

  /** At most so many in one transaction, so that other nodes get their share of a burst. */
  private static final int MAX_CLAIM = 200;

  private final Database database;
  private final NodeLease lease;
  private final ActiveRuns active;
  private final RunLoader loader;
  private final RunLoops loops;
  private final JobLauncher jobs;
  private final int maxActiveRuns;
  private Set<UUID> suspects = Set.of();

  RunClaimer(
      Database database,
      NodeLease lease,
      ActiveRuns active,
      RunLoader loader,
      RunLoops loops,
      JobLauncher jobs,
      int maxActiveRuns) {
    this.database = database;
    this.lease = lease;
    this.active = active;
    this.loader = loader;
    this.loops = loops;
    this.jobs = jobs;
    this.maxActiveRuns = maxActiveRuns;
  }

  /** Whether the node can take another run. */
  boolean hasRoom() {
    return lease.isHeld() && active.size() < maxActiveRuns;
  }

  /**
   * Claims what there is, as far as there is room.
   *
   * @return whether there may be more
   * @throws SQLException when the database does not answer; nothing was claimed
   */
  boolean claim() throws SQLException {
    if (!lease.isHeld()) {
      return false;
    }
    int limit = Math.max(0, Math.min(MAX_CLAIM, maxActiveRuns - active.size()));
    UUID node = lease.id();
    List<ClaimedRow> rows =
        database.transaction(c -> ClaimStore.claim(c, node, lease.nodeName(), limit));
    takeUp(rows, node);
    return limit > 0 && rows.size() >= limit;
  }

  /**
   * Claims these runs, resuming those that are paused; a run this node owns already is answered as
   * it is.
   *
   * @return a handle for each run that is this node's now
   */
  List<RunHandle> claimThese(Set<UUID> runIds) throws SQLException {
    UUID node = lease.id();
    Set<UUID> free =
        runIds.stream().filter(id -> active.find(id).isEmpty()).collect(Collectors.toSet());
    takeUpWithoutJob(
        database.transaction(c -> ClaimStore.claimThese(c, node, lease.nodeName(), free)), node);
    return runIds.stream().flatMap(id -> active.find(id).stream()).toList();
  }

  private void takeUp(List<ClaimedRow> rows, UUID node) {
    jobs.launch(takeUpWithoutJob(rows, node));
  }

  private List<RunHandle> takeUpWithoutJob(List<ClaimedRow> rows, UUID node) {
    List<RunHandle> taken = new ArrayList<>(rows.size());
    List<RunHandle> failed = new ArrayList<>();
    for (ClaimedRow row : rows) {
      RunHandle handle = active.add(row.id(), row.epoch());
      try {
        loops.take(loader.load(row), handle, node);
        taken.add(handle);
      } catch (SQLException | RuntimeException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "run " + row.id() + " was claimed and could not be loaded; it is given back",
            e);
        failed.add(handle);
      } catch (Error e) {
        handle.leave(RunExit.LOST); // so that it is found to be unknown, as the rest is
        throw e;
      }
    }
    giveBackFailed(failed, node);
    return taken;
  }

  /**
   * Gives back at once what could not be loaded, to be claimed again: at boot, for example, the
   * container may not let anybody call its beans yet. If this fails too, {@link #giveBackUnknown}
   * finds them.
   */
  private void giveBackFailed(List<RunHandle> failed, UUID node) {
    if (failed.isEmpty()) {
      return;
    }
    try {
      giveBack(node, failed.stream().map(RunHandle::runId).toList());
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "claims could not be given back yet: {0}", e.toString());
    }
    failed.forEach(handle -> handle.leave(RunExit.RELEASED));
  }

  /** Passes on what users asked of this node's runs, here or on other nodes. */
  void passOnRequests() throws SQLException {
    if (active.size() > 0) {
      database.transaction(c -> ClaimStore.wishes(c, lease.id())).forEach(this::passOn);
    }
  }

  /** What was said first, so that a cancel finds its words. */
  private void passOn(ClaimStore.Wish wish) {
    if (!wish.cancellations().isEmpty()) {
      loops.cancelTasks(wish.runId(), wish.cancellations());
    }
    wish.request().ifPresent(request -> loops.request(wish.runId(), request));
  }

  /**
   * Gives back runs that the database says are this node's, and this node does not know of: a claim
   * whose loading failed, a run that had to be dropped. Nothing that is claimed is forgotten.
   */
  void giveBackUnknown() throws SQLException {
    UUID node = lease.id();
    List<UUID> owned = database.transaction(c -> ClaimStore.owned(c, node));
    Set<UUID> unheardOf =
        owned.stream().filter(id -> active.find(id).isEmpty()).collect(Collectors.toSet());
    List<UUID> unknown = unheardOf.stream().filter(suspects::contains).toList();
    suspects = unheardOf;
    if (!unknown.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "giving back {0} runs that nobody here works on",
          unknown.size());
      giveBack(node, unknown);
    }
  }

  private void giveBack(UUID node, List<UUID> runIds) throws SQLException {
    database.inTransaction(
        c -> {
          ClaimStore.giveBack(c, node, runIds);
        });
  }
}
