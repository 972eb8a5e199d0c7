package org.espalier.engine.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.tree.ElementTask;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run that others made for elements of lists, by who made them and by element: those
 * an earlier run or an earlier attempt left, and new ones. Owned by one {@link RunState}; not
 * thread-safe.
 */
final class MadeTasks {
  private final ClaimedRun claimed;
  private final RunTasks tasks;
  private final TaskTally tally;
  private final UnwrittenChanges unwritten;
  private final Map<UUID, SortedMap<Integer, Made>> byMaker = new HashMap<>();
  private int lastOrdinal = -1;

  /** A made task, and its definition as long as another may be held against it. */
  private record Made(RunTask task, @Nullable Task definition) {}

  MadeTasks(ClaimedRun claimed, RunTasks tasks, TaskTally tally, UnwrittenChanges unwritten) {
    this.claimed = claimed;
    this.tasks = tasks;
    this.tally = tally;
    this.unwritten = unwritten;
    for (RunTask task : tasks.all()) {
      if (task.isElement()) {
        Task definition = claimed.tasks().get(task.place);
        definition.parentId().ifPresent(maker -> add(maker, new Made(task, definition)));
      }
    }
    if (!byMaker.isEmpty()) {
      tasks.all().forEach(this::markMaker);
    }
  }

  private void markMaker(RunTask maker) {
    maker.isMaker = byMaker.containsKey(maker.id);
    if (!maker.isMaker) {
      return;
    }
    for (RunTask task : of(maker)) {
      task.maker = maker;
      if (!maker.isUnfinished()) {
        task.dropResultIfUnwanted();
      }
    }
  }

  private void add(UUID maker, Made made) {
    byMaker.computeIfAbsent(maker, id -> new TreeMap<>()).put(made.task.element, made);
  }

  boolean isEmpty() {
    return byMaker.isEmpty();
  }

  /** The tasks this one made, in the order of the list. */
  List<RunTask> of(RunTask maker) {
    return byMaker.getOrDefault(maker.id, new TreeMap<>()).values().stream()
        .map(Made::task)
        .toList();
  }

  /**
   * The task for an element. One that is there already stays if it is over in this run, or if it is
   * to do the same and is completed or not begun; otherwise another one takes its place.
   *
   * @param stored new tasks are added here
   */
  RunTask make(RunTask maker, ElementTask wanted, List<Task> stored, Instant now) {
    Made known = byMaker.getOrDefault(maker.id, new TreeMap<>()).get(wanted.element());
    if (known != null && isToStay(known, wanted)) {
      return known.task;
    }
    if (known != null) {
      remove(known.task);
    }
    Task definition =
        wanted.at(
            new ElementTask.Place(claimed.treeId(), nextOrdinal(), maker.id, claimed.id()), now);
    RunTask task = tasks.add(definition);
    tally.add(task);
    stored.add(definition);
    add(maker.id, new Made(task, definition));
    maker.isMaker = true;
    task.maker = maker;
    return task;
  }

  private static boolean isToStay(Made known, ElementTask wanted) {
    boolean isOver = known.task.status.isTerminal();
    boolean isCompleted = known.task.status == TaskStatus.COMPLETED;
    return known.task.inRun && isOver
        || (known.task.inRun || isCompleted)
            && known.definition != null
            && wanted.isLike(known.definition);
  }

  /** After those of the tree, in the order in which they are made. */
  private int nextOrdinal() {
    if (lastOrdinal < 0) {
      lastOrdinal = claimed.tasks().stream().mapToInt(Task::ordinal).max().orElse(0);
    }
    return ++lastOrdinal;
  }

  /** Those for elements that the list has no more are deleted. */
  void removeBeyond(RunTask maker, int count) {
    SortedMap<Integer, Made> made = byMaker.getOrDefault(maker.id, new TreeMap<>());
    Collection<Made> beyond = new ArrayList<>(made.tailMap(count).values());
    made.tailMap(count).clear();
    beyond.forEach(each -> remove(each.task));
  }

  /** All tasks of this one are stored: nothing is held against their definitions any more. */
  void forgetDefinitions(RunTask maker) {
    SortedMap<Integer, Made> made = byMaker.getOrDefault(maker.id, new TreeMap<>());
    made.replaceAll((element, each) -> new Made(each.task, null));
  }

  private void remove(RunTask task) {
    of(task).forEach(this::remove);
    byMaker.remove(task.id);
    tally.remove(task);
    task.inRun = false;
    task.isRemoved = true;
    unwritten.taskRemoved(task.id);
  }
}
