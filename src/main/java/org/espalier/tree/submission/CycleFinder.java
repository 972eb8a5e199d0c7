package org.espalier.tree.submission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Finds a cycle in a directed graph. Iterative, so that the length of a chain does not matter. */
final class CycleFinder {
  private CycleFinder() {}

  /**
   * One cycle, if there is any.
   *
   * @param successors the nodes each node points at
   * @return the nodes of the cycle in order, the first not repeated at the end; empty when there is
   *     none
   */
  static List<Integer> find(int[][] successors) {
    int[] open = removeLeaves(successors);
    for (int start = 0; start < open.length; start++) {
      if (open[start] > 0) {
        return walk(start, successors, open);
      }
    }
    return List.of();
  }

  /** Takes away nodes that point at nothing until none is left; what remains leads into a cycle. */
  private static int[] removeLeaves(int[][] successors) {
    int[] open = new int[successors.length];
    int[] entries = new int[successors.length];
    for (int node = 0; node < successors.length; node++) {
      open[node] = successors[node].length;
      for (int target : successors[node]) {
        entries[target]++;
      }
    }
    int[][] predecessors = new int[successors.length][];
    Arrays.setAll(predecessors, node -> new int[entries[node]]);
    for (int node = 0; node < successors.length; node++) {
      for (int target : successors[node]) {
        predecessors[target][--entries[target]] = node;
      }
    }
    Deque<Integer> leaves = new ArrayDeque<>();
    for (int node = 0; node < open.length; node++) {
      if (open[node] == 0) {
        leaves.add(node);
      }
    }
    while (!leaves.isEmpty()) {
      for (int node : predecessors[leaves.remove()]) {
        if (--open[node] == 0) {
          leaves.add(node);
        }
      }
    }
    return open;
  }

  private static List<Integer> walk(int start, int[][] successors, int[] open) {
    List<Integer> path = new ArrayList<>();
    int[] place = new int[successors.length];
    Arrays.fill(place, -1);
    int node = start;
    while (place[node] < 0) {
      place[node] = path.size();
      path.add(node);
      for (int target : successors[node]) {
        if (open[target] > 0) {
          node = target;
          break;
        }
      }
    }
    return Collections.unmodifiableList(path.subList(place[node], path.size()));
  }
}
