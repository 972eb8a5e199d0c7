package org.espalier.api.jsonrpc.method;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.edit.TreeNodes;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.espalier.tree.submission.TreeCopier.Part;

/**
 * Which tasks a copy takes along, and what becomes of each: the modes of the reference
 * implementation. Pure; for one tree.
 */
final class CopySelection {
  private final List<Task> tree;
  private final Map<UUID, Task> byId = new HashMap<>();
  private final Map<UUID, List<UUID>> dependents = new HashMap<>();

  CopySelection(List<Task> tree) {
    this.tree = tree;
    for (Task task : tree) {
      byId.put(task.id(), task);
      for (TaskDependency dependency : task.dependencies()) {
        dependents.computeIfAbsent(dependency.id(), id -> new ArrayList<>()).add(task.id());
      }
    }
  }

  /** A root and the parts that are copied below it. */
  record Selected(Task root, List<Part> parts) {}

  /** The task, or with children everything below it. */
  Selected plain(Task task, boolean children) {
    List<Task> taken = children ? TreeNodes.below(task, tree) : List.of(task);
    return new Selected(task, pending(taken));
  }

  /**
   * The task's subtree and what depends on it, in the smallest tree that holds them. With a failed
   * leaf in the subtree its pending dependents, which could not run, stay out.
   */
  Selected minimal(Task task) {
    Set<UUID> taken = ids(TreeNodes.below(task, tree));
    boolean hasFailedLeaf =
        taken.stream().map(this::task).anyMatch(t -> t.status() == TaskStatus.FAILED && isLeaf(t));
    for (UUID downstream : closure(taken, dependents)) {
      if (!hasFailedLeaf || task(downstream).status() != TaskStatus.PENDING) {
        taken.add(downstream);
      }
    }
    return connected(taken);
  }

  /** The whole tree; what has nothing to do with the task keeps the state it has completed in. */
  Selected full(Task task) {
    Set<UUID> anew = ids(TreeNodes.below(task, tree));
    Set<UUID> concerned = new HashSet<>(anew);
    concerned.addAll(closure(anew, dependents));
    concerned.addAll(upstream(anew));
    List<Part> parts =
        tree.stream()
            .map(
                each ->
                    new Part(
                        each,
                        concerned.contains(each.id()) || each.status() != TaskStatus.COMPLETED
                            ? Fate.PENDING
                            : Fate.COMPLETED))
            .toList();
    return new Selected(task(task.treeId()), parts);
  }

  /** The chosen tasks and what they wait for, in the smallest tree that holds them. */
  Selected custom(List<Task> chosen, boolean children) {
    Set<UUID> taken = new LinkedHashSet<>();
    for (Task task : chosen) {
      taken.addAll(children ? ids(TreeNodes.below(task, tree)) : Set.of(task.id()));
    }
    taken.addAll(upstream(taken));
    return connected(taken);
  }

  private Selected connected(Set<UUID> taken) {
    List<UUID> common = null;
    for (UUID id : taken) {
      List<UUID> path = path(id);
      common = common == null ? path : commonStart(common, path);
    }
    List<UUID> shared = common == null ? List.of() : common;
    UUID top = shared.get(shared.size() - 1);
    Set<UUID> all = new HashSet<>(taken);
    for (UUID id : taken) {
      List<UUID> path = path(id);
      all.addAll(path.subList(path.indexOf(top), path.size()));
    }
    return new Selected(
        task(top), pending(tree.stream().filter(task -> all.contains(task.id())).toList()));
  }

  private Task task(UUID id) {
    return Objects.requireNonNull(byId.get(id));
  }

  /** From the root of the tree down to the task. */
  private List<UUID> path(UUID id) {
    List<UUID> path = new ArrayList<>();
    for (Task at = byId.get(id); at != null; at = at.parentId().map(byId::get).orElse(null)) {
      path.add(0, at.id());
    }
    return path;
  }

  private static List<UUID> commonStart(List<UUID> one, List<UUID> other) {
    int length = 0;
    while (length < Math.min(one.size(), other.size())
        && one.get(length).equals(other.get(length))) {
      length++;
    }
    return one.subList(0, length);
  }

  private Set<UUID> upstream(Set<UUID> start) {
    Map<UUID, List<UUID>> awaited = new HashMap<>();
    tree.forEach(
        task ->
            awaited.put(task.id(), task.dependencies().stream().map(TaskDependency::id).toList()));
    return closure(start, awaited);
  }

  private static Set<UUID> closure(Set<UUID> start, Map<UUID, List<UUID>> neighbours) {
    Set<UUID> found = new LinkedHashSet<>();
    List<UUID> open = new ArrayList<>(start);
    while (!open.isEmpty()) {
      for (UUID next : neighbours.getOrDefault(open.remove(open.size() - 1), List.of())) {
        if (found.add(next)) {
          open.add(next);
        }
      }
    }
    return found;
  }

  private boolean isLeaf(Task task) {
    return tree.stream().noneMatch(t -> t.parentId().filter(task.id()::equals).isPresent());
  }

  private static Set<UUID> ids(List<Task> tasks) {
    Set<UUID> ids = new LinkedHashSet<>();
    tasks.forEach(task -> ids.add(task.id()));
    return ids;
  }

  private static List<Part> pending(List<Task> tasks) {
    return tasks.stream().map(task -> new Part(task, Fate.PENDING)).toList();
  }
}
