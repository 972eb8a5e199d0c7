package org.espalier.engine.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.espalier.engine.message.ElementRules;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that one task of a run made for the elements of a list, all of them stored: which may
 * start, how many are in progress, and what came of them. Lets no more start than the rules allow.
 * Owned by one {@link RunState}; not thread-safe.
 */
final class Elements {
  private final RunTask maker;
  private final ElementRules rules;
  private final ElementQueue queue;
  private final RunTask[] tasks;
  private final PriorityQueue<RunTask> ready =
      new PriorityQueue<>(Comparator.comparingInt((RunTask task) -> task.element));
  private final @Nullable String[] results;
  private int inProgress;
  private int over;
  private int notCompleted;
  private long resultChars;

  /** When it was last shown how many are over. */
  Instant shownAt = Instant.MIN;

  private Elements(RunTask maker, ElementRules rules, ElementQueue queue) {
    this.maker = maker;
    this.rules = rules;
    this.queue = queue;
    this.tasks = new RunTask[rules.count()];
    this.results = new @Nullable String[rules.collects() ? rules.count() : 0];
  }

  /** Has tasks run, as they are; those that are not over may start. */
  static void open(
      RunTask maker, ElementRules rules, Collection<RunTask> tasks, ElementQueue queue) {
    Elements elements = new Elements(maker, rules, queue);
    queue.open(elements);
    elements.take(tasks);
  }

  private void take(Collection<RunTask> made) {
    for (RunTask task : made) {
      tasks[task.element] = task;
      task.elements = this;
    }
    for (RunTask task : tasks) {
      if (task.isUnfinished()) {
        offer(task);
      } else {
        settle(task);
        task.dropResultIfUnwanted();
      }
    }
  }

  RunTask maker() {
    return maker;
  }

  ElementRules rules() {
    return rules;
  }

  /** In the order of the list. */
  List<RunTask> tasks() {
    return List.of(tasks);
  }

  /** The task may start, for the first time or once more. */
  void offer(RunTask task) {
    leavePlace(task);
    if (!task.isOffered) {
      task.isOffered = true;
      ready.add(task);
      queue.changed(this);
    }
  }

  /** The task is not to start now. */
  void retract(RunTask task) {
    task.isOffered = false;
  }

  /** The task goes on without a thread, and stays in progress. */
  void keepPlace(RunTask task) {
    if (!task.hasPlace) {
      task.hasPlace = true;
      inProgress++;
    }
  }

  /** The task is not in progress any more. */
  void leavePlace(RunTask task) {
    if (task.hasPlace) {
      task.hasPlace = false;
      inProgress--;
      queue.changed(this);
    }
  }

  /** Adds the tasks that may start now, as far as there is a place for them. */
  void take(List<RunTask> taken) {
    while (inProgress < rules.maxConcurrency() && !ready.isEmpty()) {
      RunTask next = ready.poll();
      if (next.isOffered && next.isUnfinished()) {
        next.isOffered = false;
        keepPlace(next);
        taken.add(next);
      }
    }
  }

  /** The task is over. */
  void settle(RunTask task) {
    leavePlace(task);
    over++;
    if (task.status == TaskStatus.COMPLETED) {
      collect(task);
    } else {
      notCompleted++;
    }
    queue.settled(this);
  }

  private void collect(RunTask task) {
    if (resultChars > rules.maxResultBytes() || results.length == 0) {
      return;
    }
    String text = task.resultText == null ? "{}" : task.resultText;
    resultChars += text.length() + 1;
    results[task.element] = text;
    if (resultChars > rules.maxResultBytes()) {
      Arrays.fill(results, null);
    }
  }

  boolean areOver() {
    return over == tasks.length;
  }

  int over() {
    return over;
  }

  int notCompleted() {
    return notCompleted;
  }

  /** Whether those that are left are to be cancelled because one failed. */
  boolean areToStop() {
    return rules.onFailure() == OnFailure.STOP && notCompleted > 0 && !areOver();
  }

  /** Whether the collected results alone are larger than a result may be. */
  boolean isTooLarge() {
    return rules.collects() && resultChars > rules.maxResultBytes();
  }

  /** The result of the task with this index as JSON text; null when it has none. */
  @Nullable String result(int index) {
    return results[index];
  }

  /** Those that are over and did not complete, in order. */
  List<RunTask> failed() {
    List<RunTask> failed = new ArrayList<>(notCompleted);
    for (RunTask task : tasks) {
      if (!task.isUnfinished() && task.status != TaskStatus.COMPLETED) {
        failed.add(task);
      }
    }
    return failed;
  }

  /** The task that made them is over, or they are to be made anew. */
  void close() {
    queue.close(this);
  }
}
