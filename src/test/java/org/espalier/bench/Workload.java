package org.espalier.bench;

import org.jspecify.annotations.Nullable;

/**
 * Something to measure again and again.
 *
 * @param trees how many trees one shot runs
 * @param tasks how many tasks, all trees together
 * @param isQuiet whether each shot waits for a quiet moment
 * @param shot answers the seconds it took
 */
record Workload(
    String name,
    Unit unit,
    int trees,
    int tasks,
    boolean isQuiet,
    @Nullable Target target,
    Shot shot) {

  interface Shot {
    double seconds() throws Exception;
  }
}
