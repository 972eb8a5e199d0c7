package org.espalier.api.jsonrpc.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.tree.TaskOutline;

/**
 * A task and everything below it in the order in which nested nodes are written: each before what
 * is below it, children in the order of the tree. Immutable.
 */
final class TreeOrder {
  private final List<UUID> ids = new ArrayList<>();
  private final List<Integer> depths = new ArrayList<>();

  private TreeOrder() {}

  /** Of what is there; empty when the uppermost task is not. */
  static TreeOrder below(UUID root, List<TaskOutline> tree) {
    Map<UUID, Integer> places = new HashMap<>();
    for (int i = 0; i < tree.size(); i++) {
      places.put(tree.get(i).id(), i);
    }
    TreeOrder order = new TreeOrder();
    Integer first = places.get(root);
    if (first != null) {
      order.walk(first, tree, places);
    }
    return order;
  }

  /** Children are linked by their places, and no stack is needed that a deep tree overflows. */
  private void walk(int root, List<TaskOutline> tree, Map<UUID, Integer> places) {
    int[] firstChild = new int[tree.size()];
    int[] nextSibling = new int[tree.size()];
    int[] parents = new int[tree.size()];
    Arrays.fill(firstChild, -1);
    Arrays.fill(nextSibling, -1);
    Arrays.fill(parents, -1);
    for (int i = tree.size() - 1; i >= 0; i--) {
      UUID parentId = tree.get(i).parentId();
      Integer parent = parentId == null ? null : places.get(parentId);
      if (parent != null) {
        parents[i] = parent;
        nextSibling[i] = firstChild[parent];
        firstChild[parent] = i;
      }
    }
    int depth = 0;
    int at = root;
    while (at >= 0) {
      ids.add(tree.get(at).id());
      depths.add(depth);
      if (firstChild[at] >= 0) {
        at = firstChild[at];
        depth++;
        continue;
      }
      while (at != root && nextSibling[at] < 0) {
        at = parents[at];
        depth--;
      }
      at = at == root ? -1 : nextSibling[at];
    }
  }

  List<UUID> ids() {
    return ids;
  }

  /** How far below the uppermost task the one at this place is. */
  int depth(int place) {
    return depths.get(place);
  }
}
