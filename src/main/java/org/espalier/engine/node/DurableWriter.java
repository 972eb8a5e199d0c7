package org.espalier.engine.node;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.SqlFailures;
import org.espalier.engine.journal.RunAbandonment;
import org.espalier.engine.journal.RunJournal;
import org.espalier.engine.message.RunChanges;
import org.espalier.event.EventLog;
import org.espalier.settings.MonotonicTimer;

/**
 * Writes through the journal on a connection of its own, and does not give up while the node holds
 * its lease: a database that restarts costs time, not runs. One run whose data the database refuses
 * does not hold up the others. Used by one loop thread.
 */
final class DurableWriter implements RunWriter {
  private static final System.Logger LOG = System.getLogger(DurableWriter.class.getName());
  private static final long FIRST_PAUSE_NANOS = 20_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

  private final Database database;
  private final RunJournal journal;
  private final EventLog events;
  private final NodeLease lease;
  private final MonotonicTimer timer;
  private final KeptConnection connection;

  DurableWriter(
      Database database,
      RunJournal journal,
      EventLog events,
      NodeLease lease,
      MonotonicTimer timer) {
    this.database = database;
    this.connection = new KeptConnection(database);
    this.journal = journal;
    this.events = events;
    this.lease = lease;
    this.timer = timer;
  }

  @Override
  public Set<UUID> write(List<RunChanges> changes, Instant now) {
    long pause = FIRST_PAUSE_NANOS;
    while (lease.isHeld()) {
      try {
        Set<UUID> lost = journal.write(connection.get(), lease.id(), changes, now);
        events.announce();
        tellCommitted(changes, lost);
        // A process that stood still meanwhile must begin nothing that follows from the write.
        return lease.isHeld() ? lost : runsOf(changes);
      } catch (SQLException | RuntimeException e) {
        connection.dropIfBroken();
        if (isRefusal(e)) {
          return writeOneByOne(changes, now, e);
        }
        LOG.log(
            System.Logger.Level.WARNING,
            "the database did not take a write; trying again: {0}",
            e.toString());
        timer.pause(pause);
        pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
      }
    }
    return runsOf(changes);
  }

  private void tellCommitted(List<RunChanges> changes, Set<UUID> lost) {
    if (events.hasCommitListeners()) {
      changes.stream()
          .filter(change -> !lost.contains(change.runId()))
          .flatMap(change -> change.events().stream())
          .forEach(events::committed);
    }
  }

  private static Set<UUID> runsOf(List<RunChanges> changes) {
    return changes.stream().map(RunChanges::runId).collect(Collectors.toSet());
  }

  /** Data exceptions and broken constraints would be refused again and again. */
  private static boolean isRefusal(Exception e) {
    return e instanceof SQLException sql
        ? SqlFailures.isOfData(sql)
        : e instanceof IllegalStateException;
  }

  private Set<UUID> writeOneByOne(List<RunChanges> changes, Instant now, Exception cause) {
    if (changes.size() == 1) {
      RunChanges refused = changes.get(0);
      LOG.log(
          System.Logger.Level.ERROR,
          "the database refuses what run " + refused.runId() + " writes",
          cause);
      abandon(refused.runId(), refused.epoch(), "The database refused to store what the run did.");
      return Set.of(refused.runId());
    }
    Set<UUID> lost = new HashSet<>();
    for (RunChanges change : changes) {
      lost.addAll(write(List.of(change), now));
    }
    return lost;
  }

  @Override
  public void abandon(UUID runId, long epoch, String why) {
    try {
      RunAbandonment.abandon(database, events, runId, epoch, why);
      events.announce();
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "run " + runId + " could not be ended; the claimer will find it and try again",
          e);
    }
  }

  /**
   * Opens the connection before it is needed, so that a pool that fills up later does not matter.
   */
  void connect() {
    try {
      connection.get();
    } catch (DatabaseUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a run loop has no connection of its own yet: {0}",
          e.getCause());
    }
  }

  /** Releases the connection; the writer can be used again. */
  void disconnect() {
    connection.drop();
  }
}
