package org.espalier.engine.node;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.journal.RunJournal;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.run.RunLoopSettings;
import org.espalier.engine.store.RunStore;
import org.espalier.event.EventLog;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.jspecify.annotations.Nullable;

/**
 * This node's engine: its lease, its run loops and the two threads that keep them supplied. Puts
 * the parts together and takes them apart; what they do is their own matter.
 *
 * <p>Life cycle: {@link #start} once after the schema is there, {@link #stop} once before the
 * application goes. Thread-safe in between.
 */
@ApplicationScoped
public class Engine {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  private Database database;
  private EventLog events;
  private EspalierSettings settings;
  private SteadyClock clock;
  private Dispatcher dispatcher;
  private JobLauncher jobs;
  private TaskSource tasks;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  private @Nullable ManagedThreadFactory managedThreads;

  private Randomness randomness = Randomness.SYSTEM;
  private final ActiveRuns active = new ActiveRuns();
  private NodeLease lease;
  private RunLoops loops;
  private RunClaimer claimer;
  private NodeThreads threads;
  private volatile boolean isRunning;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Engine() {}

  @Inject
  @SuppressWarnings("NullAway.Init")
  public Engine(
      Database database,
      EventLog events,
      EspalierSettings settings,
      SteadyClock clock,
      Dispatcher dispatcher,
      JobLauncher jobs,
      TaskSource tasks) {
    this.database = database;
    this.events = events;
    this.settings = settings;
    this.clock = clock;
    this.dispatcher = dispatcher;
    this.jobs = jobs;
    this.tasks = tasks;
  }

  /** An engine whose ids and randomness come from there. */
  Engine(
      Database database,
      EventLog events,
      EspalierSettings settings,
      SteadyClock clock,
      Dispatcher dispatcher,
      JobLauncher jobs,
      TaskSource tasks,
      Randomness randomness) {
    this(database, events, settings, clock, dispatcher, jobs, tasks);
    this.randomness = randomness;
  }

  /**
   * Registers the node and begins to claim and run.
   *
   * @throws DatabaseUnavailableException when the database cannot be used
   */
  public void start() {
    join();
    ThreadFactory factory = managedThreads == null ? Thread::new : managedThreads;
    loops.start(factory);
    threads.start(factory);
  }

  /** Registers the node and puts its parts together; they do nothing without their threads. */
  void join() {
    lease = new NodeLease(database, settings.node(), clock, randomness);
    try {
      lease.endOthersIfEmbedded();
      lease.register();
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
    jobs.open();
    loops = runLoops();
    claimer =
        new RunClaimer(
            database,
            lease,
            active,
            new RunLoader(database, tasks::tasksOf),
            loops,
            jobs,
            settings.engine().maxActiveRuns());
    DecisionCourier courier = new DecisionCourier(database, events, lease, loops, clock);
    threads = new NodeThreads(settings, lease, loops, claimer, courier, clock.timer());
    isRunning = true;
    LOG.log(
        System.Logger.Level.INFO,
        "node {0} ({1}) has joined, on {2}",
        settings.node().name(),
        lease.id().toString(),
        database.dialect());
  }

  private RunLoops runLoops() {
    RunJournal journal = RunJournal.of(database, events, settings.node().name());
    RunLoopSettings loopSettings = RunLoopSettings.of(settings);
    List<RunLoop> all = new ArrayList<>();
    List<DurableWriter> writers = new ArrayList<>();
    for (int i = 0; i < settings.engine().loops(); i++) {
      DurableWriter writer = new DurableWriter(database, journal, events, lease, clock.timer());
      writers.add(writer);
      all.add(new RunLoop(loopSettings, clock, randomness.newGenerator(), writer, dispatcher));
    }
    return new RunLoops(all, writers, lease);
  }

  /**
   * Hands every run back and leaves. Waits for running attempts no longer than the grace periods.
   */
  public void stop() {
    if (!isRunning) {
      return;
    }
    release();
    awaitEmpty(stopPatience());
    leave();
  }

  /** Claims nothing more, and has every run handed back. */
  void release() {
    isRunning = false;
    threads.stopClaiming();
    loops.tellAll(Happening.OfAll.RELEASE);
  }

  /** How long handing back may take. */
  Duration stopPatience() {
    return settings.engine().shutdownGrace().plus(settings.engine().stopGrace()).plusSeconds(2);
  }

  /** Ends the threads and the lease, whatever is left. */
  void leave() {
    loops.stop();
    threads.stop();
    lease.end();
    LOG.log(
        System.Logger.Level.INFO,
        "node {0} has left; {1} runs could not be handed back and will be recovered",
        settings.node().name(),
        active.size());
  }

  private void awaitEmpty(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (active.size() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the node takes part: started, and its lease is held. */
  public boolean isUp() {
    return isRunning && lease.isHeld();
  }

  /** The attempts the node is busy with. */
  public AttemptLoad load() {
    return dispatcher.load();
  }

  /** How many runs the node owns. */
  public int activeRuns() {
    return active.size();
  }

  /** Claims these runs for a job that was started or restarted by an operator. */
  public List<RunHandle> claimForJob(Set<UUID> runIds) {
    try {
      return claimer.claimThese(runIds);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /**
   * Pauses a run that this node owns; without effect for any other. The request is stored like a
   * user's, because the last one stored is what counts when the run leaves.
   */
  public void pauseIfActive(UUID runId) {
    if (isRunning && active.find(runId).isPresent()) {
      try {
        database.transaction(c -> RunStore.requestOfOwned(c, runId, RunRequest.PAUSE));
      } catch (SQLException e) {
        throw DatabaseUnavailableException.duringChange(e);
      }
      request(runId, RunRequest.PAUSE);
    }
  }

  /** Passes a request to a run that this node owns; without effect for any other. */
  public void request(UUID runId, RunRequest request) {
    if (isRunning && active.find(runId).isPresent()) {
      loops.request(runId, request);
    }
  }

  /** Passes on what was said of tasks of a run that this node owns. */
  public void cancelTasks(UUID runId, Cancellations cancellations) {
    if (isRunning && active.find(runId).isPresent()) {
      loops.cancelTasks(runId, cancellations);
    }
  }

  /** Lets the claimer look for queued runs at once. */
  public void wakeClaimer() {
    if (isRunning) {
      threads.wakeClaimer();
    }
  }

  /** The id of a new run. */
  public UUID newId() {
    return randomness.newId();
  }

  NodeLease lease() {
    return lease;
  }

  RunLoops loops() {
    return loops;
  }

  NodeThreads threads() {
    return threads;
  }

  /** Reserves room for new runs that are about to be stored; empty when there is none. */
  public Optional<Claim> reserve(List<UUID> runIds) {
    if (!isRunning || !claimer.hasRoom()) {
      return Optional.empty();
    }
    return Optional.of(
        new Claim(
            lease.id(),
            runIds.stream().collect(Collectors.toMap(id -> id, id -> active.add(id, 1)))));
  }

  /** Runs that this node claims together with storing them. */
  public final class Claim {
    private final UUID nodeId;
    private final Map<UUID, RunHandle> handles;

    Claim(UUID nodeId, Map<UUID, RunHandle> handles) {
      this.nodeId = nodeId;
      this.handles = handles;
    }

    public UUID nodeId() {
      return nodeId;
    }

    public String nodeName() {
      return lease.nodeName();
    }

    /** The runs are stored: they begin. */
    public void begin(List<ClaimedRun> runs) {
      runs.forEach(this::begin);
      jobs.launch(runs.stream().map(run -> handles.get(run.id())).toList());
    }

    /**
     * One that cannot begin for want of memory is stored all the same, and found by the claimer.
     */
    private void begin(ClaimedRun run) {
      RunHandle handle = Objects.requireNonNull(handles.get(run.id()));
      try {
        loops.take(run, handle, nodeId);
      } catch (OutOfMemoryError e) {
        handle.leave(RunExit.LOST);
      }
    }

    /** The runs were not stored. */
    public void withdraw() {
      handles.values().forEach(handle -> handle.leave(RunExit.LOST));
    }
  }
}
