package org.espalier.engine.run;

import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.NewElements;
import org.espalier.tree.ElementTask;

/**
 * Tasks that one task made for the elements of a list and that are being stored, bit by bit. None
 * of them starts before all are stored. Owned by {@link Expansions}; not thread-safe.
 */
final class Expansion {
  final RunTask maker;
  final ElementRules rules;

  /** Those that are stored, or are part of the write that is being gathered, by element. */
  final RunTask[] tasks;

  private final NewElements made;
  private int next;

  Expansion(RunTask maker, NewElements made) {
    this.maker = maker;
    this.made = made;
    this.rules = made.rules();
    this.tasks = new RunTask[made.tasks().size()];
  }

  boolean isComplete() {
    return next == tasks.length;
  }

  ElementTask next() {
    return made.tasks().get(next);
  }

  void stored(RunTask task) {
    tasks[next++] = task;
  }
}
