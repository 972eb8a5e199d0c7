package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.node.DatabaseLink.Fate;
import org.espalier.engine.node.StoredState.Run;

/**
 * Several nodes, their users and their misfortunes on one thread, one database and one virtual
 * time, in an order that follows from the seed alone.
 *
 * <p>An activity runs until it begins or ends a transaction; there others may run, whole or up to
 * such a point themselves, before it goes on. First everything may go wrong; then nothing does, and
 * everything must come to its end.
 */
final class EngineSimulation implements SimulatedNode.Surroundings {
  private static final int EVENTFUL_STEPS = 150;
  private static final int MAX_DEPTH = 3;
  private static final int MAX_QUIET_STEPS = 40_000;
  private static final Duration QUIET_BOUND = Duration.ofMinutes(6);
  private static final Duration ORPHANED_AT_MOST = Duration.ofSeconds(5);

  private final SimulationWorld world;
  private final VirtualTime time = new VirtualTime();
  private final Schedule schedule;
  private final Wishes wishes = new Wishes(time);
  private final SimulatedUsers users;
  private final StateRules stateRules;
  private final ExecutionRules executionRules;
  private final EventRules eventRules = new EventRules();
  private final Misfortunes misfortunes;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<UUID, Long> claimedAt = new LinkedHashMap<>();
  private final Map<String, Integer> met = new TreeMap<>();
  private final boolean isShared;
  private final int size;
  private StoredState stored = StoredState.EMPTY;
  private boolean isEventful = true;
  private long quietSince;

  /** A node that froze inside an activity of others held these up too. */
  private long heldUpUntil;

  private int depth;
  private int lives;

  EngineSimulation(long seed, SimulationWorld world) {
    this.world = world;
    this.schedule = new Schedule(seed, time);
    this.isShared = schedule.chance(0.8);
    this.size = isShared ? 2 + schedule.below(2) : 1;
    this.users = new SimulatedUsers(schedule, world, wishes, () -> stored);
    this.stateRules = new StateRules(users.dependencies);
    this.executionRules =
        new ExecutionRules(
            users.dependencies, users.atMostOnce, time, () -> stored, this::checkStart);
    this.misfortunes = new Misfortunes(schedule, time);
  }

  List<String> steps() {
    return schedule.steps();
  }

  /**
   * Runs to the end.
   *
   * @return what was met and how often, so that nobody takes an eventless simulation for a test
   * @throws Violation when a rule was broken
   */
  Map<String, Integer> run() throws SQLException {
    world.empty();
    try {
      for (int step = 0; step < EVENTFUL_STEPS; step++) {
        eventfulStep();
      }
      calmDown();
      comeToRest();
      users.resumeAll(schedule.pick(serving()));
      comeToRest();
      checkEnd();
    } finally {
      nodes.forEach(SimulatedNode::die);
    }
    eventRules.seen().forEach((type, count) -> met.merge(type, count, Integer::sum));
    met.merge("zombie attempt", executionRules.zombies(), Integer::sum);
    return met;
  }

  private void eventfulStep() {
    if (nodes.size() < size && schedule.chance(nodes.isEmpty() ? 0.8 : 0.15)) {
      startNode();
    } else if (schedule.chance(0.12) && !serving().isEmpty()) {
      act();
    } else if (schedule.chance(0.03)) {
      strike();
    } else if (schedule.chance(0.15)) {
      time.pass(schedule.below(Duration.ofMillis(schedule.chance(0.2) ? 1_500 : 40)));
    } else {
      work();
    }
  }

  private void act() {
    SimulatedNode node = schedule.pick(serving());
    ofNode(node, () -> node.serve(() -> users.act(node)));
    look(id -> false);
  }

  private void strike() {
    if (nodes.isEmpty()) {
      return;
    }
    SimulatedNode node = schedule.pick(nodes);
    switch (schedule.below(6)) {
      case 0 -> kill(node);
      case 1, 2 -> freeze(node);
      case 3 -> {
        if (node.mayStop()) {
          schedule.note(node.name() + " stops");
          count("graceful stop");
          node.beginStop();
        }
      }
      default -> misfortunes.cutOff(node);
    }
  }

  private void kill(SimulatedNode node) {
    schedule.note(node.name() + " dies");
    count("death");
    node.die();
    nodes.remove(node);
  }

  private long freeze(SimulatedNode node) {
    long until = time.in(schedule.below(Duration.ofSeconds(25)));
    schedule.note("%s freezes until %.3f".formatted(node.name(), until / 1e9));
    count("freeze");
    node.freeze(until, schedule.chance(0.3));
    return until;
  }

  private void startNode() {
    String name = "n" + ++lives;
    SimulatedNode node =
        new SimulatedNode(name, world, schedule, time, executionRules, isShared, this);
    schedule.inside(
        name + " starts",
        () ->
            ofNode(
                node,
                () -> {
                  try {
                    node.join();
                    nodes.add(node);
                  } catch (DatabaseUnavailableException e) {
                    schedule.note("in vain");
                  }
                }));
  }

  /** Does one of the things that can be done; when there is none, goes on to the next. */
  private void work() {
    List<Activity> all = nodes.stream().flatMap(node -> node.activities().stream()).toList();
    List<Activity> due = all.stream().filter(each -> each.due() <= time.nanos()).toList();
    if (!due.isEmpty()) {
      perform(schedule.pick(due));
      return;
    }
    long next = all.stream().mapToLong(Activity::due).min().orElse(time.in(Duration.ofSeconds(1)));
    time.passTo(Math.min(next, time.in(Duration.ofSeconds(5))));
  }

  private void perform(Activity activity) {
    schedule.inside(activity.name(), () -> survive(activity::run));
    nodes.removeIf(SimulatedNode::isGone);
  }

  private void ofNode(SimulatedNode node, Runnable work) {
    survive(work);
    nodes.removeIf(SimulatedNode::isGone);
  }

  /** A node that dies ends what it does there, not the simulation. */
  private static void survive(Runnable work) {
    try {
      work.run();
    } catch (NodeDeath e) {
      // The rest of it is never done.
    }
  }

  private List<SimulatedNode> serving() {
    return nodes.stream().filter(SimulatedNode::isServing).toList();
  }

  @Override
  public void between(SimulatedNode node) {
    if (isEventful && depth < MAX_DEPTH && !node.isGone()) {
      depth++;
      try {
        interleave(node);
      } finally {
        depth--;
      }
    }
    if (node.isGone()) {
      throw new NodeDeath();
    }
  }

  private void interleave(SimulatedNode node) {
    int die = schedule.below(1_000);
    if (die < 4) {
      kill(node);
    } else if (die < 12) {
      long until = freeze(node);
      for (int i = 0; i < 60 && time.nanos() < until && !node.isGone(); i++) {
        eventfulStep();
      }
      time.passTo(until);
      heldUpUntil = time.nanos();
      node.thaw();
    } else if (die < 150) {
      int steps = 1 + schedule.below(4);
      for (int i = 0; i < steps; i++) {
        eventfulStep();
      }
    }
  }

  @Override
  public boolean isReachable(SimulatedNode node) {
    return !isEventful || !misfortunes.isCutOff(node);
  }

  @Override
  public Fate fateOfCommit() {
    Fate fate = isEventful ? misfortunes.fateOfCommit() : Fate.DONE;
    if (fate != Fate.DONE) {
      schedule.note("commit: " + fate);
      count("commit " + fate);
    }
    return fate;
  }

  @Override
  public void committed(SimulatedNode node) {
    look(node::isItself);
  }

  /** Looks at what is stored now and holds it to the rules. */
  private void look(Predicate<UUID> writer) {
    StoredState before = stored;
    try {
      stored = StoredState.read(world.observer());
      eventRules.readOn(world.observer());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (!stored.equals(before)) {
      stateRules.check(before, stored, writer, time.now());
      stored.runs().forEach((id, run) -> follow(before.runs().get(id), run));
    }
  }

  private void follow(@org.jspecify.annotations.Nullable Run old, Run run) {
    if (run.equals(old)) {
      return;
    }
    schedule.note("-> " + users.label(run) + " " + run.brief());
    if (old == null || run.epoch() > old.epoch()) {
      claimedAt.put(run.id(), time.nanos());
    }
    if (old != null && old.claimedBy().isPresent() && run.epoch() > old.epoch()) {
      count("recovery");
    }
    if (run.status().isTerminal()) {
      wishes.checkEnd(run);
    }
  }

  private void checkStart(SimulatedNode node, UUID run) {
    long undisturbed =
        Math.max(node.hearsSince(), Math.max(node.awakeSince(), misfortunes.lastCutOff(node)));
    wishes.checkStart(
        run, claimedAt.getOrDefault(run, 0L), Math.max(undisturbed, heldUpUntil), node.turnSince());
  }

  @Override
  public void handedBack(SimulatedNode node) {
    count("hand-back");
    unless(
        stored.runs().values().stream()
            .noneMatch(run -> run.claimedBy().filter(node.leaseId()::equals).isPresent()),
        "a node that stops in peace leaves no run behind",
        "%s: %s",
        node.name(),
        stored.runs().values());
  }

  private void calmDown() {
    isEventful = false;
    schedule.note("nothing disturbs any more");
    nodes.forEach(SimulatedNode::thaw);
    quietSince = time.nanos();
    while (serving().isEmpty()) {
      startNode();
    }
  }

  private void comeToRest() {
    long bound = time.in(QUIET_BOUND);
    for (int step = 0; !isAtRest() && time.nanos() < bound; step++) {
      unless(step < MAX_QUIET_STEPS, "nobody is busy for ever", "%s", stored.runs().values());
      quietStep();
    }
    stored.runs().values().forEach(wishes::checkRest);
    unless(isAtRest(), "a node forgets runs that have left it", "%s", active());
  }

  private void quietStep() {
    long before = time.nanos();
    if (schedule.chance(0.1) && !serving().isEmpty()) {
      users.decide(schedule.pick(serving()));
      look(id -> false);
    }
    work();
    if (time.nanos() > before) {
      executionRules.checkRecorded(quietSince);
      checkOrphans();
    }
  }

  /** Runs of dead nodes are taken up in time, if somebody has room. */
  private void checkOrphans() {
    long overdue = ORPHANED_AT_MOST.toNanos();
    boolean isRoom = serving().stream().anyMatch(node -> node.engine().activeRuns() < 3);
    for (Run run : stored.runs().values()) {
      if (isRoom && run.claimedBy().isPresent() && time.nanos() - quietSince > overdue) {
        unless(
            stored.isLeased(run.claimedBy().get(), time.now().minusNanos(overdue)),
            "the run of a dead node is taken up in time",
            "%s",
            run);
      }
    }
  }

  private boolean isAtRest() {
    return stored.runs().values().stream().allMatch(wishes::isAtRest) && active() == 0;
  }

  private int active() {
    return nodes.stream().mapToInt(node -> node.engine().activeRuns()).sum();
  }

  private void checkEnd() {
    for (Run run : stored.runs().values()) {
      unless(run.status().isTerminal(), "every run comes to its end", "%s", run);
      count("run " + run.status());
    }
    eventRules.checkEnd(stored);
    users.checkDecisions();
    stored.approvals().values().forEach(question -> count("question " + question.status()));
    nodes.forEach(
        node ->
            unless(
                node.engine().loops().all().stream().allMatch(loop -> loop.size() == 0),
                "a node forgets runs that have left it",
                "%s",
                node.name()));
  }

  private void count(String what) {
    met.merge(what, 1, Integer::sum);
  }
}
