package org.espalier.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.SqlFailures;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.node.Engine;
import org.espalier.engine.store.ElementPlan;
import org.espalier.engine.store.IdempotencyKeyReusedException;
import org.espalier.engine.store.NothingToRunException;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.RunCompanion;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.engine.store.RunPlan;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.RunStateException;
import org.espalier.engine.store.RunStore;
import org.espalier.engine.store.RunStore.NewRun;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TreeNotFoundException;

/**
 * Starts, cancels, pauses and resumes runs: the way into the engine for every protocol.
 * Thread-safe. Must not be called inside a JTA transaction; each call is a transaction of its own,
 * and what it says is durable when it returns.
 */
@ApplicationScoped
public class TreeRunner {
  /** A transaction that the database rolled back, as the victim of a deadlock, is tried again. */
  private static final int MAX_TRIES = 4;

  private Database database;
  private EventLog events;
  private Engine engine;
  private SteadyClock clock;
  private Submitter submitter;
  private final List<Consumer<UUID>> createListeners = new CopyOnWriteArrayList<>();

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected TreeRunner() {}

  @Inject
  public TreeRunner(Database database, EventLog events, Engine engine, SteadyClock clock) {
    this.database = database;
    this.events = events;
    this.engine = engine;
    this.clock = clock;
    this.submitter = new Submitter(database, engine, clock);
  }

  /**
   * Stores trees, all or none, and queues a run of each when asked.
   *
   * @throws org.espalier.tree.IdTakenException when an id is taken
   * @throws IdempotencyKeyReusedException when the key came before with another body
   * @throws DatabaseUnavailableException when the database cannot be used
   */
  public SubmissionReceipt submit(List<NewTree> trees, boolean run, Optional<SubmissionKey> key) {
    return told(submitter.submit(trees, run, key, RunOptions.NONE, List.of()));
  }

  /**
   * The same, always queueing a run of each tree, with options.
   *
   * @param companions what is stored together with each run
   */
  public SubmissionReceipt submitAndRun(
      List<NewTree> trees, RunOptions options, List<RunCompanion> companions) {
    return told(submitter.submit(trees, true, Optional.empty(), options, companions));
  }

  private SubmissionReceipt told(SubmissionReceipt receipt) {
    if (!receipt.isReplay()) {
      createListeners.forEach(listener -> receipt.treeIds().forEach(listener));
    }
    return receipt;
  }

  /**
   * Queues a run of a stored tree.
   *
   * @return the run's id
   * @throws TreeNotFoundException when there is no such tree
   * @throws RunActiveException when the tree is being run
   * @throws NothingToRunException when nothing is in the scope
   */
  public UUID start(UUID treeId, RunStart start) {
    UUID runId = inTransaction(connection -> queue(connection, treeId, start));
    engine.wakeClaimer();
    return runId;
  }

  /** Registers who is told of each new tree, by its id, on the submitting thread. */
  public void onCreate(Consumer<UUID> listener) {
    createListeners.add(listener);
  }

  /** Takes a registration back. */
  public void removeCreateListener(Consumer<UUID> listener) {
    createListeners.remove(listener);
  }

  /** Lets this node look for queued runs at once; after the commit of {@link #queue}. */
  public void wake() {
    engine.wakeClaimer();
  }

  /** The run of a tree that is not over, as the caller's transaction sees it. */
  public Optional<UUID> activeRun(Connection connection, UUID treeId) throws SQLException {
    return RunStore.activeRun(connection, treeId);
  }

  /** A run's status, as the caller's transaction sees it; empty when there is no such run. */
  public Optional<RunStatus> status(Connection connection, UUID runId) throws SQLException {
    return RunStore.status(connection, runId);
  }

  /**
   * Queues a run of a stored tree in the caller's transaction, which decides whether it is to be.
   *
   * @return the run's id
   * @throws TreeNotFoundException when there is no such tree
   * @throws RunActiveException when the tree is being run
   * @throws NothingToRunException when nothing is in the scope
   */
  public UUID queue(Connection connection, UUID treeId, RunStart start) throws SQLException {
    UUID runId = engine.newId();
    RunOptions ofTree =
        RunStore.lockTree(connection, treeId).orElseThrow(() -> new TreeNotFoundException(treeId));
    Optional<UUID> active = RunStore.activeRun(connection, treeId);
    if (active.isPresent()) {
      throw new RunActiveException(treeId, active.get());
    }
    RunStore.TreeTasks tree = RunStore.tasks(connection, treeId);
    ElementPlan plan = ElementPlan.of(start, tree.tasks());
    Set<UUID> toRun = plan.toRun();
    if (toRun.isEmpty()) {
      throw new NothingToRunException(treeId, start.scope());
    }
    Set<UUID> removed = Set.copyOf(plan.toRemove());
    double kept =
        tree.tasks().stream()
            .filter(task -> !toRun.contains(task.id()) && !removed.contains(task.id()))
            .mapToDouble(RunPlan.PlannedTask::progress)
            .sum();
    Instant now = clock.instant();
    NewRun run =
        new NewRun(
            runId,
            treeId,
            RunStore.nextNumber(connection, treeId),
            start.scope(),
            start.trigger(),
            tree.rootPriority(),
            start.inputs(),
            now,
            null,
            null,
            toRun.size(),
            kept / (tree.tasks().size() - removed.size()),
            start.options().or(ofTree));
    RunStore.insert(connection, List.of(run));
    RunStore.removeMade(connection, treeId, plan.toRemove());
    RunStore.reset(connection, runId, treeId, toRun, now);
    for (RunCompanion companion : start.companions()) {
      companion.store(connection, runId, treeId, now);
    }
    return runId;
  }

  /**
   * Cancels a run: everything of it that is not over becomes cancelled, running attempts are
   * interrupted. Returns when that is on its way, normally within a second of being done. A second
   * cancel of a cancelled run does nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run completed or failed
   */
  public void cancel(UUID runId) {
    boolean isUnowned =
        decide(
            runId,
            connection -> {
              if (RunStore.requestOfOwned(connection, runId, RunRequest.CANCEL)) {
                return Owner.NODE;
              }
              return RunStore.cancelUnowned(connection, runId) ? Owner.NOBODY : Owner.UNKNOWN;
            },
            RunStatus.CANCELLED,
            "cancelled");
    if (isUnowned) {
      engine.wakeClaimer();
    } else {
      engine.request(runId, RunRequest.CANCEL);
    }
  }

  /**
   * Cancels a run as {@link #cancel(UUID)} does; its tasks get {@code why} as their error.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run completed or failed
   */
  public void cancel(UUID runId, String why) {
    noteCancellation(runId, said -> said.withRun(why));
    cancel(runId);
  }

  /**
   * Cancels one task of a run that is not over, and leaves the rest alone; an attempt of it is
   * interrupted. Returns when that is on its way. Does nothing to a task that is over.
   *
   * @param why the error the task gets
   * @return whether the run was not over
   */
  public boolean cancelTask(UUID runId, UUID taskId, String why) {
    return noteCancellation(runId, said -> said.with(taskId, why));
  }

  private boolean noteCancellation(UUID runId, UnaryOperator<Cancellations> addition) {
    boolean isActive =
        inTransaction(connection -> RunStore.addCancellation(connection, runId, addition));
    if (isActive) {
      engine.cancelTasks(runId, addition.apply(Cancellations.NONE));
      engine.wakeClaimer();
    }
    return isActive;
  }

  /**
   * Pauses a run: nothing new starts, running attempts may end within the grace period. A second
   * pause does nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run is over
   */
  public void pause(UUID runId) {
    boolean isUnowned =
        decide(
            runId,
            connection -> {
              if (RunStore.requestOfOwned(connection, runId, RunRequest.PAUSE)) {
                return Owner.NODE;
              }
              return pauseUnowned(connection, runId) ? Owner.NOBODY : Owner.UNKNOWN;
            },
            RunStatus.PAUSED,
            "paused");
    if (isUnowned) {
      events.announce();
    } else {
      engine.request(runId, RunRequest.PAUSE);
    }
  }

  private boolean pauseUnowned(Connection connection, UUID runId) throws SQLException {
    if (!RunStore.pauseUnowned(connection, runId)) {
      return false;
    }
    RunStore.TreeOfRun tree = RunStore.treeOf(connection, runId);
    TaskEvent.Where where = new TaskEvent.Where(runId, tree.treeId(), clock.instant());
    events.append(
        connection,
        List.of(
            List.of(
                new TaskEvent.RunChanged(
                    where,
                    RunChange.PAUSED,
                    RunStatus.PAUSED,
                    tree.progress(),
                    "",
                    Optional.empty()))));
    return true;
  }

  /**
   * Resumes a paused run from what the database holds. Resuming a run that is not paused does
   * nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run is over
   */
  public void resume(UUID runId) {
    boolean isUnowned =
        decide(
            runId,
            connection -> {
              if (RunStore.resumePaused(connection, runId)) {
                return Owner.NOBODY;
              }
              return RunStore.requestOfOwned(connection, runId, RunRequest.RESUME)
                  ? Owner.NODE
                  : Owner.UNKNOWN;
            },
            RunStatus.QUEUED,
            "resumed");
    if (isUnowned) {
      engine.wakeClaimer();
    } else {
      engine.request(runId, RunRequest.RESUME);
    }
  }

  /** Who had the run when a request was put to it. */
  private enum Owner {
    NODE,
    NOBODY,
    UNKNOWN
  }

  /**
   * Puts a request, however the run stands. Between two conditional updates the run may be claimed
   * or let go, so the whole is tried again until one of them hits or the run is over.
   *
   * @return whether nobody owned the run; false also when it was in the wanted status already
   */
  private boolean decide(UUID runId, Database.Work<Owner> updates, RunStatus wanted, String verb) {
    for (int attempt = 0; ; attempt++) {
      Owner owner = inTransaction(updates);
      if (owner != Owner.UNKNOWN) {
        return owner == Owner.NOBODY;
      }
      RunStatus status =
          inTransaction(connection -> RunStore.status(connection, runId))
              .orElseThrow(() -> new RunNotFoundException(runId));
      if (status == wanted) {
        return false;
      }
      if (status.isTerminal() || attempt == 20) {
        throw new RunStateException(runId, status, verb);
      }
    }
  }

  /** Work that appends events, tried again where the database rolled it back. */
  <T> T inTransaction(Database.Work<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return database.eventTransaction(work);
      } catch (SQLException e) {
        if (!SqlFailures.isRolledBack(e) || tries == MAX_TRIES) {
          throw DatabaseUnavailableException.duringChange(e);
        }
      }
    }
  }
}
