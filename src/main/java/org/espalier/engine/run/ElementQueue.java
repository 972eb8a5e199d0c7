package org.espalier.engine.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which lists of a run have tasks that may start, and which have something new to look at. Empty,
 * and so without cost, in a run that has no such list. Owned by one {@link RunState}; not
 * thread-safe.
 */
final class ElementQueue {
  private final Set<Elements> open = new LinkedHashSet<>();
  private final Set<Elements> changed = new LinkedHashSet<>();
  private final Set<Elements> settled = new LinkedHashSet<>();
  private final List<RunTask> makersOver = new ArrayList<>();

  void open(Elements elements) {
    open.add(elements);
  }

  void close(Elements elements) {
    open.remove(elements);
    changed.remove(elements);
    settled.remove(elements);
  }

  /** A task may start, or a place is free. */
  void changed(Elements elements) {
    changed.add(elements);
  }

  /** A task is over. */
  void settled(Elements elements) {
    if (open.contains(elements)) {
      settled.add(elements);
    }
  }

  /** Whether no list is being worked on. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Adds the tasks that may start now. */
  void take(List<RunTask> taken) {
    if (!changed.isEmpty()) {
      changed.forEach(elements -> elements.take(taken));
      changed.clear();
    }
  }

  /** Whether nothing is over since it was last taken. */
  boolean isQuiet() {
    return settled.isEmpty() && makersOver.isEmpty();
  }

  /** A task that makes others is over, and with it whatever it has made. */
  void makerOver(RunTask maker) {
    makersOver.add(maker);
  }

  /** The tasks that made others and are over since the last call. */
  List<RunTask> takeMakersOver() {
    if (makersOver.isEmpty()) {
      return List.of();
    }
    List<RunTask> taken = new ArrayList<>(makersOver);
    makersOver.clear();
    return taken;
  }

  /** The lists of which tasks are over since the last call. */
  List<Elements> takeSettled() {
    if (settled.isEmpty()) {
      return List.of();
    }
    List<Elements> taken = new ArrayList<>(settled);
    settled.clear();
    return taken;
  }
}
