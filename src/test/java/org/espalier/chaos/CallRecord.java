package org.espalier.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the witness saw, held against what must be: each rule as a list of the sentences that tell
 * where it is broken.
 *
 * <p>A zombie is a process that was stopped while others took over and then continued. What it had
 * begun before may overlap with what the others do, because nobody can take back a request that is
 * out. All other rules hold for it too.
 */
final class CallRecord {
  private final List<Call> calls;
  private final Predicate<Call> isZombies;

  /**
   * @param isZombies whether a call was begun by a process before it became a zombie
   */
  CallRecord(Collection<Call> calls, Predicate<Call> isZombies) {
    this.calls = List.copyOf(calls);
    this.isZombies = isZombies;
  }

  /** All attempts of a task in a run carry one key, and no two tasks the same. */
  List<String> changedKeys() {
    List<String> broken = new ArrayList<>();
    byTask()
        .forEach(
            (task, of) -> {
              if (of.stream().map(call -> call.key).distinct().count() != 1) {
                broken.add("different keys: " + of);
              }
            });
    calls.stream().collect(Collectors.groupingBy(call -> call.key)).values().stream()
        .filter(of -> of.stream().map(CallRecord::task).distinct().count() != 1)
        .forEach(of -> broken.add("one key for different tasks: " + of));
    return broken;
  }

  /** At most one attempt of a task at a time. */
  List<String> overlaps() {
    List<String> broken = new ArrayList<>();
    byTask()
        .values()
        .forEach(
            of -> {
              for (int i = 0; i < of.size(); i++) {
                for (int j = i + 1; j < of.size(); j++) {
                  if (of.get(j).begun < of.get(i).ended() && !isZombies.test(of.get(i))) {
                    broken.add(of.get(j) + " began while this was open: " + of.get(i));
                  }
                }
              }
            });
    return broken;
  }

  /** A task begins after what it needs was answered, and that does not run again. */
  List<String> outOfOrder(Plan plan) {
    List<String> broken = new ArrayList<>();
    Map<String, List<Call>> byTask = byTask();
    for (Plan.Step step : plan.steps().values()) {
      List<Call> own = byTask.getOrDefault(plan.label + "/" + step.name(), List.of());
      for (String need : step.needs()) {
        if (step.isCall() && !own.isEmpty() && plan.steps().get(need).isCall()) {
          long first = own.get(0).begun;
          List<Call> needed = byTask.getOrDefault(plan.label + "/" + need, List.of());
          if (needed.stream().noneMatch(c -> c.is(Call.State.ANSWERED) && c.ended() <= first)) {
            broken.add(own.get(0) + " began before this was answered: " + needed);
          }
          needed.stream()
              .filter(call -> call.begun > first)
              .forEach(call -> broken.add(call + " ran again after its dependent " + own.get(0)));
        }
      }
    }
    return broken;
  }

  /** A task that is at_most_once called at most once. */
  List<String> repeatedAtMostOnce(Plan plan) {
    return plan.steps().values().stream()
        .filter(Plan.Step::atMostOnce)
        .map(step -> byTask().getOrDefault(plan.label + "/" + step.name(), List.of()))
        .filter(of -> of.size() > 1)
        .map(of -> "called more than once: " + of)
        .toList();
  }

  /** Each task was given what the tasks it needs were answered. */
  List<String> wrongReferences(Plan plan) {
    List<String> broken = new ArrayList<>();
    for (Call call : calls) {
      Plan.Step step = plan.steps().get(call.task);
      if (!call.tree.equals(plan.label) || step == null) {
        continue;
      }
      for (String need : step.needs()) {
        String given = "\"%s\":\"%s/%s\"".formatted(need, plan.label, need);
        if (plan.steps().get(need).isCall() && !call.body.contains(given)) {
          broken.add(call + " was not given " + given + " but " + call.body);
        }
      }
    }
    return broken;
  }

  /** Tasks that were recorded as completed at some time and were called again after it. */
  List<String> calledAgain(Map<String, Long> completedAt) {
    return calls.stream()
        .filter(call -> call.begun > completedAt.getOrDefault(call.key, Long.MAX_VALUE))
        .map(call -> call + " although it was recorded as completed")
        .toList();
  }

  /** Requests that nobody has ended. */
  List<String> open() {
    return calls.stream().filter(c -> c.is(Call.State.OPEN)).map(Call::toString).toList();
  }

  /** Of these tasks, the ones that were never answered. */
  Set<String> unanswered(Set<String> keys) {
    Set<String> left = new HashSet<>(keys);
    calls.stream().filter(c -> c.is(Call.State.ANSWERED)).forEach(c -> left.remove(c.key));
    return left;
  }

  /** The calls of each task, in the order they came. */
  Map<String, List<Call>> byTask() {
    return calls.stream().collect(Collectors.groupingBy(CallRecord::task));
  }

  private static String task(Call call) {
    return call.tree + "/" + call.task;
  }
}
