package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.NewElements;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run that make tasks of their own, one for each element of a list. What one makes
 * is stored over several turns, so that no write takes long; the attempt is parked when all of it
 * is. Then the made tasks run, and when the last is over the one that made them ends.
 *
 * <p>An attempt that dies before all is stored is lost as any other. The next one finds what is
 * there already. Owned by one {@link RunState}; not thread-safe.
 */
final class Expansions {
  private static final Duration SHOW_INTERVAL = Duration.ofMillis(250);

  /** How many tasks one turn may store, so that other runs of the loop go on. */
  private final int storedPerTurn;

  private final RunTasks tasks;
  private final ElementQueue queue;
  private final TaskTally tally;
  private final TaskTransitions transitions;
  private final UnwrittenChanges unwritten;
  private final MadeTasks made;
  private final Map<RunTask, Expansion> growing = new LinkedHashMap<>();
  private final List<Expansion> complete = new ArrayList<>();

  Expansions(
      ClaimedRun claimed,
      RunTasks tasks,
      TaskTally tally,
      TaskTransitions transitions,
      UnwrittenChanges unwritten,
      int storedPerTurn) {
    this.storedPerTurn = storedPerTurn;
    this.tasks = tasks;
    this.queue = tasks.elements();
    this.tally = tally;
    this.transitions = transitions;
    this.unwritten = unwritten;
    this.made = new MadeTasks(claimed, tasks, tally, unwritten);
  }

  /** A task to cancel, and what it is told. */
  record Stop(RunTask task, String why) {}

  /** An attempt's executor has said which tasks there are to be. */
  void begin(RunTask maker, NewElements elements) {
    growing.put(maker, new Expansion(maker, elements));
  }

  /** Whether tasks are being stored, so that the run cannot leave. */
  boolean isStoring() {
    return !growing.isEmpty() || !complete.isEmpty();
  }

  /**
   * Goes on with a task whose tasks an earlier owner has stored.
   *
   * @return false when some are missing
   */
  boolean takeUp(RunTask maker) {
    ElementRules rules = ElementRules.ofText(Objects.requireNonNull(maker.parked));
    List<RunTask> all = made.of(maker);
    if (all.size() != rules.count() || all.get(all.size() - 1).element != rules.count() - 1) {
      return false;
    }
    tasks.retract(maker);
    tasks.stayInProgress(maker);
    made.forgetDefinitions(maker);
    Elements.open(maker, rules, all, queue);
    return true;
  }

  /** Has tasks run that the last write has stored, and adds more to the next one. */
  void advance(Instant now) {
    if (!isStoring()) {
      return;
    }
    complete.forEach(this::open);
    complete.clear();
    int left = storedPerTurn;
    List<Task> stored = new ArrayList<>();
    for (Expansion expansion : List.copyOf(growing.values())) {
      left = store(expansion, left, stored, now);
    }
    if (!stored.isEmpty()) {
      unwritten.tasksMade(stored);
      unwritten.writeNow();
    }
  }

  private int store(Expansion expansion, int most, List<Task> stored, Instant now) {
    int left = most;
    while (left > 0 && !expansion.isComplete()) {
      expansion.stored(made.make(expansion.maker, expansion.next(), stored, now));
      left--;
    }
    if (expansion.isComplete()) {
      finish(expansion, now);
    }
    return left;
  }

  private void finish(Expansion expansion, Instant now) {
    RunTask maker = expansion.maker;
    growing.remove(maker);
    complete.add(expansion);
    made.removeBeyond(maker, expansion.tasks.length);
    made.forgetDefinitions(maker);
    maker.parked = expansion.rules.text();
    unwritten.touch(maker);
    unwritten.taskProgressed(maker, shown(0, expansion.tasks.length), now);
    unwritten.writeNow();
  }

  private void open(Expansion expansion) {
    if (!expansion.maker.isUnfinished()) {
      return;
    }
    for (RunTask task : expansion.tasks) {
      if (task.retryAt != null && task.isUnfinished()) {
        tasks.forgetTime(task);
        task.retryAt = null;
      }
    }
    tasks.stayInProgress(expansion.maker);
    Elements.open(expansion.maker, expansion.rules, List.of(expansion.tasks), queue);
  }

  /** What is being stored is given up, and made again when the run goes on. */
  void interrupt(Instant now) {
    for (RunTask maker : List.copyOf(growing.keySet())) {
      String why = "The attempt was stopped by a pause or a shutdown while it made its tasks.";
      growing.remove(maker);
      unwritten.attemptEnded(
          maker, AttemptRows.parkedInterrupted(maker, startedAt(maker), now, why));
      if (maker.atMostOnce) {
        transitions.fail(maker, why + " It is at_most_once.", now);
      } else {
        transitions.backToPending(maker);
        tasks.offerAgain(maker);
      }
      unwritten.writeNow();
    }
  }

  /** The task is cancelled while what it makes is being stored; whether that is so. */
  boolean drop(RunTask maker) {
    return growing.remove(maker) != null;
  }

  /**
   * Ends the tasks whose tasks are over, and shows how far the others are.
   *
   * @return tasks to cancel because of what others came to; to be called again after that
   */
  List<Stop> settle(Instant now) {
    if (queue.isQuiet()) {
      return List.of();
    }
    List<Stop> stops = new ArrayList<>();
    for (List<Elements> some = queue.takeSettled(); !some.isEmpty(); some = queue.takeSettled()) {
      for (Elements elements : some) {
        settle(elements, stops, now);
      }
    }
    for (RunTask maker : queue.takeMakersOver()) {
      String why = maker.error == null ? "The task that made it is over." : maker.error;
      List<RunTask> all = made.of(maker);
      addUnfinished(all, why, stops);
      all.stream().findFirst().ifPresent(task -> close(task.elements));
    }
    return stops;
  }

  private static void close(@Nullable Elements elements) {
    if (elements != null) {
      elements.close();
    }
  }

  private void settle(Elements elements, List<Stop> stops, Instant now) {
    if (elements.areOver()) {
      end(elements, now);
    } else if (elements.areToStop()) {
      String first = elements.failed().get(0).name;
      addUnfinished(elements.tasks(), "Stopped, because '%s' failed.".formatted(first), stops);
    } else if (!elements.shownAt.plus(SHOW_INTERVAL).isAfter(now)) {
      show(elements, now);
    }
  }

  private static void addUnfinished(List<RunTask> some, String why, List<Stop> stops) {
    some.stream().filter(RunTask::isUnfinished).forEach(task -> stops.add(new Stop(task, why)));
  }

  private void show(Elements elements, Instant now) {
    RunTask maker = elements.maker();
    elements.shownAt = now;
    tally.setProgress(maker, (double) elements.over() / elements.rules().count());
    unwritten.touch(maker);
    unwritten.taskProgressed(maker, shown(elements.over(), elements.rules().count()), now);
  }

  private static String shown(int over, int count) {
    return "%d of %d".formatted(over, count);
  }

  private void end(Elements elements, Instant now) {
    RunTask maker = elements.maker();
    elements.close();
    if (!maker.isUnfinished()) {
      return;
    }
    ElementResults results = new ElementResults(elements);
    Optional<Failed> failure = results.failure();
    if (failure.isPresent()) {
      unwritten.attemptEnded(
          maker, AttemptRows.parkedFailed(maker, startedAt(maker), now, failure.get()));
      transitions.fail(maker, failure.get().message(), now);
    } else {
      maker.parked = results.text();
      unwritten.attemptEnded(maker, AttemptRows.parkedCompleted(maker, startedAt(maker), now));
      transitions.completeParked(maker, now);
    }
    unwritten.writeNow();
  }

  private static Instant startedAt(RunTask task) {
    return Objects.requireNonNull(task.startedAt);
  }

  /** Whether every task that did not complete was one that may fail. */
  boolean areFailuresAccepted() {
    return !made.isEmpty()
        && tasks.all().stream()
            .allMatch(
                task -> !task.inRun || task.status == TaskStatus.COMPLETED || isAccepted(task));
  }

  private boolean isAccepted(RunTask task) {
    RunTask maker = task.maker;
    return maker != null
        && task.status.isTerminal()
        && (maker.status == TaskStatus.COMPLETED || isAccepted(maker));
  }
}
