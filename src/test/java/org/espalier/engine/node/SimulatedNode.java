package org.espalier.engine.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.engine.Decisions;
import org.espalier.engine.TreeRunner;
import org.espalier.event.EventLog;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.submission.SubmissionReader;

/**
 * One life of a node: the whole engine, without its threads. What a thread would do over and over
 * is an {@link Activity} here, done when the schedule says so. The node can freeze and go on, and
 * die with all that it had in memory.
 */
final class SimulatedNode {
  private static final Map<String, String> VALUES =
      Map.of(
          "espalier.node.lease", "PT10S",
          "espalier.engine.max-active-runs", "3",
          "espalier.engine.claim-interval", "PT1S",
          "espalier.engine.signal-interval", "PT0.5S",
          "espalier.engine.attempt-timeout", "PT20S",
          "espalier.engine.stop-grace", "PT2S",
          "espalier.engine.pause-grace", "PT5S",
          "espalier.engine.shutdown-grace", "PT3S",
          "espalier.engine.max-lost-attempts", "4",
          "espalier.engine.elements-per-write", "2");
  static final EspalierSettings SETTINGS = settings("any");

  /** What a node needs of the simulation it is in. */
  interface Surroundings {
    /** Others may act while this node is between two transactions. */
    void between(SimulatedNode node);

    boolean isReachable(SimulatedNode node);

    DatabaseLink.Fate fateOfCommit();

    void committed(SimulatedNode node);

    /** The node stops, and owns no run any more; it has always known what it owns. */
    void handedBack(SimulatedNode node);
  }

  private final String name;
  private final VirtualTime time;
  private final Surroundings surroundings;
  private final DatabaseLink link;
  private final SteadyClock clock;
  private final SimulatedAttempts attempts;
  private final Engine engine;
  private final TreeRunner runner;
  private final Decisions decisions;
  private final SubmissionReader reader;
  private final Set<UUID> ids = new HashSet<>();
  private final List<Activity> activities = new ArrayList<>();
  private long frozenUntil;
  private long suspendedNanos;
  private long suspendedSince = VirtualTime.NEVER;
  private long stopBy = VirtualTime.NEVER;
  private int callsInside;
  private int loopsInTurn;
  private UUID idInTurn;
  private long turnSince;
  private boolean hasMissedAnswers;
  private boolean isGone;

  SimulatedNode(
      String name,
      SimulationWorld world,
      Schedule schedule,
      VirtualTime time,
      ExecutionRules rules,
      boolean isShared,
      Surroundings surroundings) {
    this.name = name;
    this.time = time;
    this.surroundings = surroundings;
    this.link = new DatabaseLink(world.database().dataSource(), new OwnWeather());
    Duration skew = schedule.below(Duration.ofSeconds(80)).minusSeconds(40);
    this.clock = new SteadyClock(time.now().plus(skew), new NodeTimer());
    this.attempts = new SimulatedAttempts(this, schedule, time, rules);
    Database database = isShared ? new SharedDatabase() : new Database(link.dataSource());
    EventLog events = new EventLog(database);
    this.engine =
        new Engine(
            database,
            events,
            settings(name),
            clock,
            attempts,
            new NoJobs(),
            tree -> {
              surroundings.between(this);
              return world.tasksOf(tree);
            },
            schedule);
    this.runner = new TreeRunner(database, events, engine, clock);
    this.decisions = new Decisions(runner, events, clock);
    this.reader = new SubmissionReader(SETTINGS, world.catalog, clock);
  }

  /** The engine would take the node to be alone on H2. */
  private final class SharedDatabase extends Database {
    SharedDatabase() {
      super(link.dataSource());
    }

    @Override
    public boolean isEmbedded() {
      return false;
    }
  }

  private static EspalierSettings settings(String name) {
    return EspalierSettings.read(key -> Optional.ofNullable(VALUES.get(key)), name);
  }

  /** Outside a server there is no Jakarta Batch; a run does not need it. */
  private static final class NoJobs implements JobLauncher {
    @Override
    public void open() {}

    @Override
    public void launch(List<RunHandle> claims) {}
  }

  /** Joins the others, as a server that starts. */
  void join() {
    engine.join();
    activities.add(new Lease());
    activities.add(new Claimer());
    engine.loops().all().forEach(loop -> activities.add(new Turns(loop)));
  }

  String name() {
    return name;
  }

  SteadyClock clock() {
    return clock;
  }

  TreeRunner runner() {
    return runner;
  }

  Decisions decisions() {
    return decisions;
  }

  SubmissionReader reader() {
    return reader;
  }

  Engine engine() {
    return engine;
  }

  UUID leaseId() {
    return engine.lease().id();
  }

  /** The same when the turn began that is being taken; it may have lost that lease since. */
  UUID leaseIdInTurn() {
    return idInTurn;
  }

  private boolean hasKeptItsLease() {
    return engine.lease().isHeld() && ids.stream().allMatch(leaseId()::equals);
  }

  /** When the turn began that is being taken. */
  long turnSince() {
    return turnSince;
  }

  /** Whether the node holds or held its lease under this id. */
  boolean isItself(UUID id) {
    return ids.contains(id) || leaseId().equals(id);
  }

  /** Whether a loop is in the middle of a turn, with others acting meanwhile. */
  boolean isInTurn() {
    return loopsInTurn > 0;
  }

  boolean isGone() {
    return isGone;
  }

  boolean isFrozen() {
    return frozenUntil > time.nanos();
  }

  /** Whether users can reach it and it does what it should. */
  boolean isServing() {
    return !isGone && !isFrozen() && stopBy == VirtualTime.NEVER;
  }

  /**
   * Does nothing until then, and knows nothing of it.
   *
   * @param isSuspended whether even its monotonic timer stands still, as when a machine is
   *     suspended
   */
  void freeze(long until, boolean isSuspended) {
    frozenUntil = Math.max(frozenUntil, until);
    if (isSuspended && suspendedSince == VirtualTime.NEVER) {
      suspendedSince = time.nanos();
    }
  }

  void thaw() {
    frozenUntil = Math.min(frozenUntil, time.nanos());
    noteThaw();
  }

  /** Since when it was not frozen. */
  long awakeSince() {
    return frozenUntil;
  }

  /** Since when its claimer has heard of all requests, but for those of the moment. */
  long hearsSince() {
    return activities.stream()
        .filter(Claimer.class::isInstance)
        .mapToLong(claimer -> ((Claimer) claimer).hearsSince())
        .max()
        .orElse(time.nanos());
  }

  private void noteThaw() {
    if (suspendedSince != VirtualTime.NEVER && !isFrozen()) {
      suspendedNanos += time.nanos() - suspendedSince;
      suspendedSince = VirtualTime.NEVER;
    }
  }

  /** A user's call at this node. */
  void serve(Runnable call) {
    callsInside++;
    try {
      call.run();
    } finally {
      callsInside--;
    }
  }

  /** Whether it can begin to stop now: that waits for the claimer, and for calls. */
  boolean mayStop() {
    return isServing()
        && callsInside == 0
        && activities.stream().noneMatch(each -> each instanceof Claimer claimer && claimer.isBusy);
  }

  void beginStop() {
    engine.release();
    stopBy = time.in(engine.stopPatience());
    activities.removeIf(activity -> activity instanceof Claimer);
    activities.add(new Leaving());
  }

  /** The process ends at once. */
  void die() {
    isGone = true;
    attempts.vanish();
    link.cut();
  }

  List<Activity> activities() {
    if (isGone) {
      return List.of();
    }
    if (isFrozen()) {
      return List.of(new Thaw());
    }
    noteThaw();
    List<Activity> all = new ArrayList<>(activities);
    all.addAll(attempts.activities());
    return all;
  }

  /** The node's monotonic timer; waiting lets others act. */
  private final class NodeTimer implements MonotonicTimer {
    @Override
    public long nanos() {
      long upTo = suspendedSince == VirtualTime.NEVER ? time.nanos() : suspendedSince;
      return upTo - suspendedNanos;
    }

    @Override
    public void pause(long nanos) {
      time.pass(Duration.ofNanos(nanos));
      surroundings.between(SimulatedNode.this);
    }
  }

  private final class OwnWeather implements DatabaseLink.Weather {
    @Override
    public void betweenTransactions() {
      surroundings.between(SimulatedNode.this);
    }

    @Override
    public boolean isReachable() {
      boolean isReachable = surroundings.isReachable(SimulatedNode.this);
      hasMissedAnswers |= !isReachable;
      return isReachable;
    }

    @Override
    public DatabaseLink.Fate fateOfCommit() {
      DatabaseLink.Fate fate = surroundings.fateOfCommit();
      hasMissedAnswers |= fate != DatabaseLink.Fate.DONE;
      return fate;
    }

    @Override
    public void committed() {
      surroundings.committed(SimulatedNode.this);
    }
  }

  /** What one thread does; not done again while it is in the middle of it. */
  private abstract class OfThread implements Activity {
    private final String what;
    boolean isBusy;

    OfThread(String what) {
      this.what = what;
    }

    @Override
    public String name() {
      return name + " " + what;
    }

    @Override
    public long due() {
      return isBusy ? VirtualTime.NEVER : dueWhenIdle();
    }

    @Override
    public void run() {
      isBusy = true;
      try {
        work();
      } finally {
        isBusy = false;
      }
    }

    abstract long dueWhenIdle();

    abstract void work();
  }

  private final class Lease extends OfThread {
    private long next = time.nanos();

    Lease() {
      super("lease");
    }

    @Override
    long dueWhenIdle() {
      return next;
    }

    @Override
    void work() {
      ids.add(leaseId());
      engine.threads().keepLease();
      next = time.in(SETTINGS.node().heartbeat());
    }
  }

  private final class Claimer extends OfThread {
    private long next = time.nanos();
    private boolean isWoken;
    private long lookedAt;

    Claimer() {
      super("claimer");
    }

    /** Now, while it is held up in the middle of a look or before one that is due. */
    long hearsSince() {
      return isBusy || next <= time.nanos() ? time.nanos() : lookedAt;
    }

    @Override
    long dueWhenIdle() {
      isWoken |= engine.threads().takeWakeUp();
      return isWoken ? time.nanos() : next;
    }

    @Override
    void work() {
      boolean wasWoken = isWoken;
      isWoken = false;
      boolean isAnswered = engine.threads().look(wasWoken);
      lookedAt = time.nanos();
      next =
          time.in(
              isAnswered ? SETTINGS.engine().signalInterval() : SETTINGS.engine().claimInterval());
    }
  }

  private final class Turns extends OfThread {
    private final RunLoop loop;
    private long next = time.nanos();

    Turns(RunLoop loop) {
      super("loop");
      this.loop = loop;
    }

    @Override
    long dueWhenIdle() {
      return loop.isAwake() ? time.nanos() : next;
    }

    @Override
    void work() {
      UUID outer = idInTurn;
      long outerSince = turnSince;
      idInTurn = leaseId();
      turnSince = time.nanos();
      loopsInTurn++;
      try {
        if (!loop.turn()) {
          next = time.in(Duration.ofNanos(Math.max(0, loop.doze())));
        }
      } finally {
        idInTurn = outer;
        turnSince = outerSince;
        loopsInTurn--;
      }
    }
  }

  private final class Thaw implements Activity {
    @Override
    public String name() {
      return name + " thaws";
    }

    @Override
    public long due() {
      return frozenUntil;
    }

    @Override
    public void run() {
      noteThaw();
    }
  }

  private final class Leaving extends OfThread {
    Leaving() {
      super("leaves");
    }

    @Override
    long dueWhenIdle() {
      return engine.activeRuns() == 0 ? time.nanos() : stopBy;
    }

    @Override
    void work() {
      boolean isHandedBack = engine.activeRuns() == 0 && !hasMissedAnswers && hasKeptItsLease();
      engine.leave();
      if (isHandedBack) {
        surroundings.handedBack(SimulatedNode.this);
      }
      die();
    }
  }
}
