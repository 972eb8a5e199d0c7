package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CycleFinderTest {
  private static int[] to(int... targets) {
    return targets;
  }

  @Test
  void aGraphWithoutCyclesHasNone() {
    assertThat(CycleFinder.find(new int[][] {to(1, 2), to(3), to(3), to()})).isEmpty();
    assertThat(CycleFinder.find(new int[0][])).isEmpty();
  }

  @Test
  void findsANodeThatPointsAtItself() {
    assertThat(CycleFinder.find(new int[][] {to(), to(1)})).containsExactly(1);
  }

  @Test
  void leavesOutWhatOnlyLeadsIntoTheCycle() {
    assertThat(CycleFinder.find(new int[][] {to(1), to(2), to(3), to(1)})).containsExactly(1, 2, 3);
  }

  @Test
  void leavesOutWhatTheCycleLeadsTo() {
    assertThat(CycleFinder.find(new int[][] {to(2, 1), to(2, 0), to()})).containsExactly(0, 1);
  }

  @Test
  void theLengthOfAChainDoesNotMatter() {
    int[][] chain = new int[200_000][];
    Arrays.setAll(chain, i -> i + 1 < chain.length ? to(i + 1) : to());
    assertThat(CycleFinder.find(chain)).isEmpty();
    chain[chain.length - 1] = to(0);
    assertThat(CycleFinder.find(chain)).hasSize(200_000);
  }

  @Test
  void whatItFindsIsACycleAndItFindsOneWhereThereIsOne() {
    for (int seed = 0; seed < 500; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      int size = 1 + random.nextInt(12);
      int[][] graph = new int[size][];
      Arrays.setAll(graph, i -> random.ints(random.nextInt(3), 0, size).distinct().toArray());
      List<Integer> cycle = CycleFinder.find(graph);
      assertThat(cycle.isEmpty()).as("seed %d", seed).isEqualTo(!hasCycle(graph));
      for (int i = 0; i < cycle.size(); i++) {
        int next = cycle.get((i + 1) % cycle.size());
        assertThat(graph[cycle.get(i)]).as("seed %d", seed).contains(next);
      }
    }
  }

  /** Reachability by repeated steps. */
  private static boolean hasCycle(int[][] graph) {
    boolean[][] reaches = new boolean[graph.length][graph.length];
    for (int i = 0; i < graph.length; i++) {
      for (int target : graph[i]) {
        reaches[i][target] = true;
      }
    }
    for (int via = 0; via < graph.length; via++) {
      for (int a = 0; a < graph.length; a++) {
        for (int b = 0; b < graph.length; b++) {
          reaches[a][b] |= reaches[a][via] && reaches[via][b];
        }
      }
    }
    return IntStream.range(0, graph.length).anyMatch(i -> reaches[i][i]);
  }
}
