package org.espalier.engine;

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

  private TaskGraph(int[][] dependencies, boolean[][] required) {
    this.dependencies = dependencies;
    this.required = required;
    this.dependents = invert(dependencies);
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

  private static int[][] invert(int[][] edges) {
    int[] counts = new int[edges.length];
    for (int[] targets : edges) {
      for (int target : targets) {
        counts[target]++;
      }
    }
    int[][] inverse = new int[edges.length][];
    Arrays.setAll(inverse, node -> new int[counts[node]]);
    for (int node = edges.length - 1; node >= 0; node--) {
      for (int target : edges[node]) {
        inverse[target][--counts[target]] = node;
      }
    }
    return inverse;
  }

  int size() {
    return dependencies.length;
  }

  /** The tasks this one depends on, in the caller's order. */
  int[] dependencies(int task) {
    return dependencies[task];
  }

  /** Whether the dependency at this place of {@link #dependencies} must complete. */
  boolean isRequired(int task, int place) {
    return required[task][place];
  }

  /** Whether {@code task} requires that {@code dependency} completes. */
  boolean requires(int task, int dependency) {
    for (int place = 0; place < dependencies[task].length; place++) {
      if (dependencies[task][place] == dependency) {
        return required[task][place];
      }
    }
    return false;
  }

  /** The tasks that depend on this one. */
  int[] dependents(int task) {
    return dependents[task];
  }
}
