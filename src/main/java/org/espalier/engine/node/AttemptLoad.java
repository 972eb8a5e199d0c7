package org.espalier.engine.node;

import java.util.Map;
import java.util.Set;

/**
 * The attempts a node is busy with.
 *
 * @param running attempts that hold a place under the node's limit
 * @param abandoned attempts by executor that were given up and whose threads still run; they hold
 *     no place
 * @param suspended executors with so many abandoned attempts that no more are begun
 */
public record AttemptLoad(int running, Map<String, Integer> abandoned, Set<String> suspended) {
  public AttemptLoad {
    abandoned = Map.copyOf(abandoned);
    suspended = Set.copyOf(suspended);
  }
}
