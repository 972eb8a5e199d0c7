package org.espalier.tree.submission;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.TreeLimits;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDefinition;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskTree;
import org.espalier.tree.submission.TaskDraft.DependencyDraft;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether drafts are one sound tree, and makes its tasks. Every fault is noted, so that a
 * caller can mend all of them at once. Not thread-safe; one per submission.
 */
final class TreeValidator {
  private static final int NONE = -1;
  private static final int FAULTY = -2;

  private final TreeLimits limits;
  private final Violations violations;
  private final InputsValidator inputs;

  TreeValidator(TreeLimits limits, ExecutorCatalog executors, Violations violations) {
    this(limits, executors, violations, true);
  }

  /**
   * A validator.
   *
   * @param needsExecutors whether a task is at fault that names no executor, or one that is not
   *     available here
   */
  TreeValidator(
      TreeLimits limits, ExecutorCatalog executors, Violations violations, boolean needsExecutors) {
    this.limits = limits;
    this.violations = violations;
    this.inputs = new InputsValidator(executors, violations, needsExecutors);
  }

  /**
   * Checks the drafts of one tree.
   *
   * @param pointer where the tree stands in the body
   * @return the tree; meaningless once a fault is noted, then null
   */
  @Nullable NewTree validate(List<TaskDraft> drafts, String pointer, Instant now) {
    if (drafts.isEmpty()) {
      return null;
    }
    TaskIndex index = new TaskIndex(drafts, violations);
    int[] parents = parents(drafts, index);
    int root = root(drafts, parents, pointer);
    checkDepth(drafts, parents);
    List<Map<Integer, Boolean>> dependencies = new ArrayList<>(drafts.size());
    for (TaskDraft draft : drafts) {
      dependencies.add(dependencies(draft, index));
    }
    checkCycle(drafts, dependencies);
    for (int i = 0; i < drafts.size(); i++) {
      inputs.check(drafts.get(i), namesOf(dependencies.get(i).keySet(), drafts, index));
    }
    return violations.isEmpty() ? build(drafts, index, parents, root, dependencies, now) : null;
  }

  private int[] parents(List<TaskDraft> drafts, TaskIndex index) {
    Map<String, Integer> places = new HashMap<>();
    int[] parents = new int[drafts.size()];
    for (int i = 0; i < parents.length; i++) {
      places.put(drafts.get(i).pointer(), i);
      parents[i] = parent(drafts.get(i), index, places);
    }
    return parents;
  }

  /**
   * A nested task's parent is the task it stands in, which comes before it; whatever it is called.
   */
  private int parent(TaskDraft draft, TaskIndex index, Map<String, Integer> places) {
    String given = draft.parent();
    int named = given == null ? NONE : index.find(given);
    if (draft.enclosing() != null) {
      int parent = Objects.requireNonNull(places.get(draft.enclosing()));
      if (given != null && named != parent) {
        violations.add(
            draft.parentPointer(),
            ViolationCode.UNKNOWN_PARENT,
            "A nested task's parent is the task it stands in; 'parent_id' says '%s'.",
            FieldReader.shorten(given));
      }
      return parent;
    }
    if (given != null && named == TaskIndex.UNKNOWN) {
      violations.add(
          draft.parentPointer(),
          ViolationCode.UNKNOWN_PARENT,
          "Task '%s' names the parent '%s', which is no task of this tree.",
          FieldReader.shorten(draft.label()),
          FieldReader.shorten(given));
      return FAULTY;
    }
    return named;
  }

  private int root(List<TaskDraft> drafts, int[] parents, String pointer) {
    List<Integer> roots = new ArrayList<>();
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] == NONE) {
        roots.add(i);
      }
    }
    if (roots.isEmpty()) {
      violations.add(
          pointer,
          ViolationCode.NO_ROOT,
          "No task is without 'parent_id'; a tree has exactly one root.");
      return NONE;
    }
    if (roots.size() > 1) {
      violations.add(
          pointer,
          ViolationCode.SEVERAL_ROOTS,
          "%d tasks are without 'parent_id' (%s); a tree has exactly one root.",
          roots.size(),
          String.join(", ", names(roots.subList(0, Math.min(5, roots.size())), drafts)));
    }
    return roots.get(0);
  }

  private void checkDepth(List<TaskDraft> drafts, int[] parents) {
    int[][] up = new int[parents.length][];
    Arrays.setAll(up, i -> parents[i] < 0 ? new int[0] : new int[] {parents[i]});
    List<Integer> cycle = CycleFinder.find(up);
    if (!cycle.isEmpty()) {
      violations.add(
          drafts.get(cycle.get(0)).parentPointer(),
          ViolationCode.PARENT_CYCLE,
          "Tasks are each other's parents: %s.",
          String.join(" -> ", closed(cycle, drafts)));
      return;
    }
    int[] depths = new int[parents.length];
    for (int i = 0; i < parents.length; i++) {
      if (depth(i, parents, depths) > limits.maxDepth()) {
        violations.add(
            drafts.get(i).pointer(),
            ViolationCode.TOO_DEEP,
            "Task '%s' is on level %d; at most %d levels are accepted.",
            FieldReader.shorten(drafts.get(i).label()),
            depths[i],
            limits.maxDepth());
        return;
      }
    }
  }

  private static int depth(int task, int[] parents, int[] depths) {
    int steps = 0;
    int at = task;
    while (at >= 0 && depths[at] == 0) {
      steps++;
      at = parents[at];
    }
    int depth = steps + (at >= 0 ? depths[at] : 0);
    for (int i = task; i >= 0 && depths[i] == 0; i = parents[i]) {
      depths[i] = depth--;
    }
    return depths[task];
  }

  /** The tasks a task depends on, each with whether it is required; the caller's order is kept. */
  private Map<Integer, Boolean> dependencies(TaskDraft draft, TaskIndex index) {
    Map<Integer, Boolean> found = new LinkedHashMap<>();
    for (DependencyDraft dependency : draft.dependencies()) {
      int target = index.find(dependency.reference());
      if (target == TaskIndex.UNKNOWN) {
        violations.add(
            dependency.pointer(),
            ViolationCode.UNKNOWN_DEPENDENCY,
            "Task '%s' depends on '%s', which is no task of this tree.",
            FieldReader.shorten(draft.label()),
            FieldReader.shorten(dependency.reference()));
      } else {
        found.merge(target, dependency.required(), Boolean::logicalOr);
      }
    }
    return found;
  }

  private void checkCycle(List<TaskDraft> drafts, List<Map<Integer, Boolean>> dependencies) {
    int[][] edges = new int[drafts.size()][];
    Arrays.setAll(
        edges, i -> dependencies.get(i).keySet().stream().mapToInt(Integer::intValue).toArray());
    List<Integer> cycle = CycleFinder.find(edges);
    if (!cycle.isEmpty()) {
      String pointer = drafts.get(cycle.get(0)).pointer() + "/dependencies";
      violations.add(TreeViolation.cycle(pointer, closed(cycle, drafts)));
    }
  }

  private static List<String> closed(List<Integer> cycle, List<TaskDraft> drafts) {
    int shown = Math.min(20, cycle.size());
    List<String> path = new ArrayList<>(names(cycle.subList(0, shown), drafts));
    if (shown < cycle.size()) {
      path.add("... (%d more)".formatted(cycle.size() - shown));
    }
    path.add(path.get(0));
    return path;
  }

  private static List<String> names(List<Integer> tasks, List<TaskDraft> drafts) {
    return tasks.stream().map(i -> FieldReader.shorten(drafts.get(i).label())).toList();
  }

  private static Set<String> namesOf(Set<Integer> tasks, List<TaskDraft> drafts, TaskIndex index) {
    Set<String> names = new HashSet<>();
    for (int task : tasks) {
      names.add(index.id(task).toString());
      if (index.key(task) != null) {
        names.add(index.key(task));
      }
      if (drafts.get(task).name() != null) {
        names.add(drafts.get(task).name());
      }
    }
    return names;
  }

  private static NewTree build(
      List<TaskDraft> drafts,
      TaskIndex index,
      int[] parents,
      int root,
      List<Map<Integer, Boolean>> dependencies,
      Instant now) {
    UUID treeId = index.id(root);
    List<Task> tasks = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      List<TaskDependency> resolved = new ArrayList<>();
      dependencies
          .get(i)
          .forEach((to, required) -> resolved.add(new TaskDependency(index.id(to), required)));
      UUID parent = parents[i] == NONE ? null : index.id(parents[i]);
      TaskDefinition definition = definition(drafts.get(i), index.key(i), resolved);
      tasks.add(new Task(index.id(i), treeId, i, parent, definition, now));
    }
    return new NewTree(new TaskTree(tasks.get(root), tasks.size()), tasks);
  }

  static TaskDefinition definition(
      TaskDraft draft, @Nullable String key, List<TaskDependency> dependencies) {
    return new TaskDefinition(
        key,
        draft.userId(),
        java.util.Objects.requireNonNull(draft.name()),
        java.util.Objects.requireNonNullElse(draft.executor(), ""),
        draft.priority(),
        dependencies,
        draft.inputs() == null ? "{}" : Json.write(draft.inputs()),
        draft.params() == null ? null : Json.write(draft.params()),
        draft.schemas() == null ? null : Json.write(draft.schemas()),
        draft.retry(),
        draft.timeout(),
        draft.atMostOnce(),
        draft.schedule(),
        draft.firstRunAt(),
        draft.runIf() == null ? null : Json.write(draft.runIf()));
  }
}
