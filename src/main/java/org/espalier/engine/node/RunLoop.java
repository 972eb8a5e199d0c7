package org.espalier.engine.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunOrder;
import org.espalier.engine.message.RunTurn;
import org.espalier.engine.run.RunLoopSettings;
import org.espalier.engine.run.RunState;
import org.espalier.executor.CancellationReason;
import org.jspecify.annotations.Nullable;

/**
 * The single writer of the runs it owns: takes whatever has happened, applies it to the runs'
 * state, writes all that follows in one transaction, and only then dispatches, stops and announces.
 *
 * <p>One thread calls {@link #turn} over and over; any thread may {@link #post}. Nothing here
 * locks, and nothing reads the database.
 */
final class RunLoop implements Assignment.AttemptListener {
  private static final System.Logger LOG = System.getLogger(RunLoop.class.getName());

  /**
   * So many happenings are taken into one turn; the rest waits for the next, so that a commit stays
   * short.
   */
  private static final int MAX_BATCH = 2_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private final RunLoopSettings settings;

  /** While attempts are out whose start is not recorded, the longest that is not looked for it. */
  private final Duration shortWait;

  private final Clock clock;
  private final RandomGenerator random;
  private final RunWriter writer;
  private final Dispatcher dispatcher;
  private final Queue<Happening> inbox = new ConcurrentLinkedQueue<>();
  private final Map<UUID, Owned> runs = new HashMap<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final AtomicBoolean isAwake = new AtomicBoolean(true);
  private volatile @Nullable Thread thread;

  /**
   * Attempts that are out and not known to have started: their quiet {@code started} must be looked
   * for.
   */
  private int unstarted;

  /** A run of this loop; {@code timer} is when its next timer is due. */
  private static final class Owned {
    final RunState state;
    final RunHandle handle;
    @Nullable Instant timer;

    Owned(RunState state, RunHandle handle) {
      this.state = state;
      this.handle = handle;
    }
  }

  private record Timer(Instant due, UUID runId) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return due.compareTo(other.due);
    }
  }

  RunLoop(
      RunLoopSettings settings,
      Clock clock,
      RandomGenerator random,
      RunWriter writer,
      Dispatcher dispatcher) {
    this.settings = settings;
    this.shortWait =
        settings.startRecordDelay().compareTo(SHORTEST_WAIT) > 0
            ? settings.startRecordDelay()
            : SHORTEST_WAIT;
    this.clock = clock;
    this.random = random;
    this.writer = writer;
    this.dispatcher = dispatcher;
  }

  /** Tells the loop that something happened; it is applied in the order of the calls. */
  void post(Happening happening) {
    inbox.add(happening);
    wake();
  }

  /** Ends a wait of {@link #await}. */
  void wake() {
    Thread waiting = thread;
    if (!isAwake.get() && isAwake.compareAndSet(false, true) && waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /**
   * A start is not worth waking up for: it is recorded with the attempt's end, or a little later.
   */
  @Override
  public void started(Assignment attempt, Instant at) {
    inbox.add(new Happening.AttemptStarted(attempt, at));
  }

  @Override
  public void progressed(Assignment attempt, double progress, String message) {
    post(new Happening.AttemptProgressed(attempt, progress, message));
  }

  @Override
  public void output(Assignment attempt, String stream, String text) {
    post(new Happening.AttemptOutput(attempt, stream, text));
  }

  @Override
  public void ended(Assignment attempt, AttemptReport report) {
    post(new Happening.AttemptEnded(attempt, report));
  }

  @Override
  public void withdrawn(Assignment attempt) {
    post(new Happening.AttemptWithdrawn(attempt));
  }

  /**
   * Applies what has happened and does what follows.
   *
   * @return whether there was anything to do
   */
  boolean turn() {
    Instant now = now();
    Set<UUID> touched = new LinkedHashSet<>();
    takeInbox(touched, now);
    now = now();
    takeTimers(touched, now);
    Instant decided = now;
    List<RunTurn> turns = new ArrayList<>(touched.size());
    List<Owned> turned = new ArrayList<>(touched.size());
    for (UUID runId : touched) {
      Owned owned = runs.get(runId);
      if (owned != null) {
        safely(owned, () -> turns.add(owned.state.turn(decided)), () -> turned.add(owned));
      }
    }
    if (!turned.isEmpty()) {
      Set<UUID> lost = write(turns, now);
      for (int i = 0; i < turned.size(); i++) {
        follow(turned.get(i), turns.get(i), lost);
      }
    }
    return !touched.isEmpty();
  }

  private void takeInbox(Set<UUID> touched, Instant now) {
    for (int i = 0; i < MAX_BATCH; i++) {
      Happening happening = inbox.poll();
      if (happening == null) {
        return;
      }
      if (happening instanceof Happening.Claimed claimed) {
        touched.add(claimed.run().id());
        claimOrLeave(claimed, now);
      } else {
        apply(happening, touched, now);
      }
    }
  }

  /** Whoever throws here must not leave a run behind that counts as this node's. */
  private void claimOrLeave(Happening.Claimed claimed, Instant now) {
    try {
      claim(claimed, now);
    } catch (Error e) {
      claimed.handle().leave(RunExit.LOST);
      throw e;
    }
  }

  private void claim(Happening.Claimed claimed, Instant now) {
    RunState state;
    try {
      state = new RunState(claimed.run(), settings, random, this);
    } catch (RuntimeException e) {
      giveUp(claimed.run().id(), claimed.run().epoch(), claimed.handle(), e);
      return;
    }
    Owned owned = new Owned(state, claimed.handle());
    runs.put(state.id(), owned);
    safely(owned, () -> state.begin(now), () -> {});
  }

  private void apply(Happening happening, Set<UUID> touched, Instant now) {
    if (happening instanceof Happening.OfAll all) {
      List.copyOf(runs.values()).forEach(owned -> applyToAll(all, owned, touched, now));
      return;
    }
    Happening.OfRun ofRun = (Happening.OfRun) happening;
    Owned owned = runs.get(ofRun.runId());
    if (owned != null && ofRun.concerns(owned.state)) {
      safely(owned, () -> ofRun.applyTo(owned.state, now), () -> touched.add(ofRun.runId()));
    }
    if (happening instanceof Happening.AttemptStarted
        || happening instanceof Happening.AttemptWithdrawn) {
      unstarted--;
    }
  }

  private void applyToAll(Happening.OfAll happening, Owned owned, Set<UUID> touched, Instant now) {
    switch (happening) {
      case RELEASE -> {
        safely(owned, () -> owned.state.release(now), () -> touched.add(owned.state.id()));
      }
      case LOSE -> lose(owned);
    }
  }

  private void takeTimers(Set<UUID> touched, Instant now) {
    while (!timers.isEmpty() && !timers.peek().due.isAfter(now)) {
      Timer timer = timers.poll();
      Owned owned = runs.get(timer.runId);
      if (owned != null && timer.due.equals(owned.timer)) {
        owned.timer = null;
      }
      touched.add(timer.runId);
    }
  }

  private Set<UUID> write(List<RunTurn> turns, Instant now) {
    List<RunChanges> changes = new ArrayList<>(turns.size());
    for (RunTurn turn : turns) {
      turn.changes().ifPresent(changes::add);
    }
    changes.sort(Comparator.comparing(RunChanges::runId, RunOrder.BY_ID));
    return changes.isEmpty() ? Set.of() : writer.write(changes, now);
  }

  private void follow(Owned owned, RunTurn turn, Set<UUID> lost) {
    if (lost.contains(owned.state.id())) {
      lose(owned);
      return;
    }
    turn.stops().forEach(stop -> dispatcher.stop(stop.attempt(), stop.reason()));
    if (!turn.dispatch().isEmpty()) {
      unstarted += turn.dispatch().size();
      dispatcher.dispatch(turn.dispatch());
    }
    if (turn.exit().isPresent()) {
      runs.remove(owned.state.id());
      owned.handle.leave(turn.exit().get());
    } else {
      turn.nextDue().ifPresent(due -> setTimer(owned, due));
    }
  }

  /** Keeps one timer per run, or few: a later one is not needed while an earlier one is set. */
  private void setTimer(Owned owned, Instant due) {
    if (owned.timer == null || due.isBefore(owned.timer)) {
      owned.timer = due;
      timers.add(new Timer(due, owned.state.id()));
    }
  }

  /** Another node has the run, or may have: nothing of it may happen here any more. */
  private void lose(Owned owned) {
    LOG.log(
        System.Logger.Level.WARNING,
        "run {0} is not this node''s any more; its attempts here are stopped",
        owned.state.id().toString());
    owned.state.openAssignments().forEach(a -> dispatcher.stop(a, CancellationReason.LOST));
    owned.handle.leave(RunExit.LOST);
    runs.remove(owned.state.id());
  }

  /** Drops every run, as if others had them. May be called again when it throws. */
  void loseAll() {
    List.copyOf(runs.values()).forEach(this::lose);
  }

  /**
   * A fault in the state of one run must not stop the others: the run is given up and ended as
   * failed.
   */
  private void safely(Owned owned, Runnable work, Runnable afterwards) {
    try {
      work.run();
      afterwards.run();
    } catch (RuntimeException e) {
      runs.remove(owned.state.id());
      owned.state.openAssignments().forEach(a -> dispatcher.stop(a, CancellationReason.LOST));
      giveUp(owned.state.id(), owned.state.epoch(), owned.handle, e);
    }
  }

  private void giveUp(UUID runId, long epoch, RunHandle handle, RuntimeException cause) {
    LOG.log(System.Logger.Level.ERROR, "run " + runId + " cannot go on", cause);
    writer.abandon(runId, epoch, "Espalier's own fault: " + cause);
    handle.leave(RunExit.FAILED);
  }

  /** Waits until something is posted or due. Called by the loop's thread only. */
  void await() {
    thread = Thread.currentThread();
    long nanos = doze();
    if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
    isAwake.set(true);
  }

  /**
   * Has the next post wake the loop, until then it need not take a turn.
   *
   * @return for so many nanoseconds at most; none when something was posted already
   */
  long doze() {
    isAwake.set(false);
    return inbox.isEmpty() ? waitFor(now()).toNanos() : 0;
  }

  /** Whether something was posted since the loop dozed off. */
  boolean isAwake() {
    return isAwake.get();
  }

  private Duration waitFor(Instant now) {
    Duration wait = unstarted > 0 ? shortWait : LONGEST_WAIT;
    Optional<Duration> timer =
        Optional.ofNullable(timers.peek()).map(next -> Duration.between(now, next.due));
    return timer.filter(due -> due.compareTo(wait) < 0).orElse(wait);
  }

  /** How many runs the loop owns. Exact only for its own thread. */
  int size() {
    return runs.size();
  }

  /** Runs the loop owns, for its own thread. */
  Collection<UUID> runIds() {
    return runs.keySet();
  }

  private Instant now() {
    return clock.instant();
  }
}
