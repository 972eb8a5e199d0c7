package org.espalier.engine.node;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunOrder;
import org.espalier.engine.store.ApprovalStore;
import org.espalier.engine.store.ApprovalStore.DueRun;
import org.espalier.engine.store.ApprovalStore.LockedRun;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;

/**
 * Brings decisions to the runs that wait for them, and decides what nobody has decided by its
 * deadline. Costs one query of an index that is empty while there is nothing to bring. Thread-safe.
 */
final class DecisionCourier {
  private final Database database;
  private final EventLog events;
  private final NodeLease lease;
  private final RunLoops loops;
  private final Clock clock;

  DecisionCourier(
      Database database, EventLog events, NodeLease lease, RunLoops loops, Clock clock) {
    this.database = database;
    this.events = events;
    this.lease = lease;
    this.loops = loops;
    this.clock = clock;
  }

  /**
   * Brings what there is.
   *
   * @return whether a run that nobody owns was woken, to be claimed
   */
  boolean deliver() throws SQLException {
    List<DueRun> due = due();
    List<UUID> overdue =
        due.stream().filter(DueRun::isOpen).map(DueRun::runId).sorted(RunOrder.BY_ID).toList();
    if (!overdue.isEmpty()) {
      database.eventTransaction(connection -> expire(connection, overdue));
      events.announce();
      due = due();
    }
    for (DueRun run : due) {
      if (!run.isOpen() && lease.id().equals(run.claimedBy())) {
        tell(run.runId());
      }
    }
    List<UUID> asleep =
        due.stream()
            .filter(run -> run.claimedBy() == null && !run.isOpen())
            .map(DueRun::runId)
            .sorted(RunOrder.BY_ID)
            .toList();
    if (!asleep.isEmpty()) {
      database.transaction(connection -> wake(connection, asleep));
    }
    return !overdue.isEmpty() || !asleep.isEmpty();
  }

  private List<DueRun> due() throws SQLException {
    UUID node = lease.id();
    return database.transaction(connection -> ApprovalStore.due(connection, node));
  }

  private Void expire(Connection connection, List<UUID> runIds) throws SQLException {
    List<List<TaskEvent>> told = new ArrayList<>();
    for (UUID runId : runIds) {
      Optional<LockedRun> run = ApprovalStore.lockIfFree(connection, runId);
      if (run.isPresent()) {
        told.add(ApprovalStore.expire(connection, run.get(), clock.instant()));
      }
    }
    events.append(connection, told.stream().filter(ofRun -> !ofRun.isEmpty()).toList());
    return null;
  }

  private static Void wake(Connection connection, List<UUID> runIds) throws SQLException {
    for (UUID runId : runIds) {
      ApprovalStore.wake(connection, runId);
    }
    return null;
  }

  private void tell(UUID runId) throws SQLException {
    List<Decision> decisions =
        database.transaction(connection -> ApprovalStore.decisions(connection, runId));
    if (!decisions.isEmpty()) {
      loops.decided(runId, decisions);
    }
  }
}
