package org.espalier.engine.edit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.tree.Task;

/** A task and everything below it, and who outside depends on any of it. Pure. */
final class Subtree {
  private final Set<UUID> ids;
  private final List<Task> tasks;

  private Subtree(Set<UUID> ids, List<Task> tasks) {
    this.ids = ids;
    this.tasks = tasks;
  }

  /** The subtree below {@code root} among all tasks of its tree. */
  static Subtree of(Task root, List<Task> all) {
    Set<UUID> ids = new HashSet<>(Set.of(root.id()));
    int before;
    do {
      before = ids.size();
      for (Task task : all) {
        if (task.parentId().filter(ids::contains).isPresent()) {
          ids.add(task.id());
        }
      }
    } while (ids.size() > before);
    return new Subtree(ids, all);
  }

  Set<UUID> ids() {
    return ids;
  }

  /** The task and what is below it, in the order of the tree. */
  List<Task> inside() {
    return tasks.stream().filter(task -> ids.contains(task.id())).toList();
  }

  /** Tasks outside that depend on a task inside, in the order of the tree. */
  List<Task> dependentsOutside() {
    List<Task> found = new ArrayList<>();
    for (Task task : tasks) {
      if (!ids.contains(task.id())
          && task.dependencies().stream().anyMatch(d -> ids.contains(d.id()))) {
        found.add(task);
      }
    }
    return found;
  }
}
