package org.espalier.engine.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;

/**
 * Who waits for whom in a tree, by position. Immutable.
 *
 * <p>Positions are those of the list of tasks it was made from. Arrays keep a tree of 100,000 tasks
 * small.
 */
final class TaskGraph {
  private final int[][] dependencies;
  private final boolean[][] required;
  private final int[][] dependents;
  private final boolean[][] requiredBy;

  private TaskGraph(int[][] dependencies, boolean[][] required) {
    this.dependencies = dependencies;
    this.required = required;
    this.dependents = new int[dependencies.length][];
    this.requiredBy = new boolean[dependencies.length][];
    invert();
  }

  /**
   * A graph by positions.
   *
   * @param dependencies the tasks each task depends on
   * @param required whether each of these is required
   */
  static TaskGraph of(int[][] dependencies, boolean[][] required) {
    return new TaskGraph(dependencies, required);
  }

  /** The graph of a tree's tasks; a dependency that is not among them is left out. */
  static TaskGraph of(List<Task> tasks) {
    Map<UUID, Integer> positions = new HashMap<>(tasks.size() * 2);
    for (int i = 0; i < tasks.size(); i++) {
      positions.put(tasks.get(i).id(), i);
    }
    int[][] dependencies = new int[tasks.size()][];
    boolean[][] required = new boolean[tasks.size()][];
    for (int i = 0; i < tasks.size(); i++) {
      List<TaskDependency> known =
          tasks.get(i).dependencies().stream().filter(d -> positions.containsKey(d.id())).toList();
      dependencies[i] = known.stream().mapToInt(d -> positions.get(d.id())).toArray();
      required[i] = new boolean[known.size()];
      for (int j = 0; j < known.size(); j++) {
        required[i][j] = known.get(j).required();
      }
    }
    return new TaskGraph(dependencies, required);
  }

  private void invert() {
    int[] counts = new int[dependencies.length];
    for (int[] targets : dependencies) {
      for (int target : targets) {
        counts[target]++;
      }
    }
    Arrays.setAll(dependents, task -> new int[counts[task]]);
    Arrays.setAll(requiredBy, task -> new boolean[counts[task]]);
    for (int task = dependencies.length - 1; task >= 0; task--) {
      for (int place = 0; place < dependencies[task].length; place++) {
        int target = dependencies[task][place];
        int slot = --counts[target];
        dependents[target][slot] = task;
        requiredBy[target][slot] = required[task][place];
      }
    }
  }

  int size() {
    return dependencies.length;
  }

  /** The tasks this one depends on, in the caller's order. */
  int[] dependencies(int task) {
    return dependencies[task];
  }

  /** The tasks that depend on this one. */
  int[] dependents(int task) {
    return dependents[task];
  }

  /** Whether the dependent at this place of {@link #dependents} needs the task to complete. */
  boolean isRequiredBy(int task, int place) {
    return requiredBy[task][place];
  }
}
