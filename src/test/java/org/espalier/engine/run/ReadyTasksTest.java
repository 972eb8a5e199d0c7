package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadyTasksTest {
  private static final boolean COMPLETED = true;
  private static final boolean FAILED = false;

  /** A graph from the dependencies of each task; a negative one, {@code ~n}, is optional. */
  private static TaskGraph graph(int[]... dependencies) {
    int[][] targets = new int[dependencies.length][];
    boolean[][] required = new boolean[dependencies.length][];
    for (int i = 0; i < dependencies.length; i++) {
      targets[i] = Arrays.stream(dependencies[i]).map(d -> d < 0 ? ~d : d).toArray();
      required[i] = new boolean[targets[i].length];
      for (int j = 0; j < targets[i].length; j++) {
        required[i][j] = dependencies[i][j] >= 0;
      }
    }
    return TaskGraph.of(targets, required);
  }

  private static int[] after(int... dependencies) {
    return dependencies;
  }

  private static ReadyTasks ready(TaskGraph graph) {
    boolean[] startable = new boolean[graph.size()];
    Arrays.fill(startable, true);
    return new ReadyTasks(graph, new int[graph.size()], startable);
  }

  @Test
  void offersADiamondFromTopToBottom() {
    ReadyTasks ready = ready(graph(after(), after(0), after(0), after(1, 2)));
    assertThat(ready.take()).containsExactly(0);
    ready.settle(0, COMPLETED);
    assertThat(ready.take()).containsExactly(1, 2);
    ready.settle(2, COMPLETED);
    assertThat(ready.isEmpty()).isTrue();
    ready.settle(1, COMPLETED);
    assertThat(ready.take()).containsExactly(3);
  }

  @Test
  void handsNothingOutTwice() {
    ReadyTasks ready = ready(graph(after(), after()));
    assertThat(ready.take()).containsExactly(0, 1);
    assertThat(ready.take()).isEmpty();
    ready.settle(0, COMPLETED);
    ready.settle(1, COMPLETED);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void aFailureBlocksThoseThatRequireItAndWhatRequiresThem() {
    ReadyTasks ready = ready(graph(after(), after(0), after(1), after(~0)));
    ready.take();
    ready.settle(0, FAILED);
    assertThat(ready.take()).containsExactly(3);
    ready.settle(3, COMPLETED);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void waitsForOptionalDependenciesToo() {
    ReadyTasks ready = ready(graph(after(), after(), after(0, ~1)));
    ready.take();
    ready.settle(0, COMPLETED);
    assertThat(ready.isEmpty()).isTrue();
    ready.settle(1, FAILED);
    assertThat(ready.take()).containsExactly(2);
  }

  @Test
  void doesNotWaitForAnOptionalDependencyThatCanNeverStart() { // #19
    ReadyTasks ready = ready(graph(after(), after(0), after(1), after(~2)));
    ready.take();
    ready.settle(0, FAILED);
    assertThat(ready.take()).containsExactly(3);
    assertThat(ready.culprit(2)).hasValue(0);
    assertThat(ready.culprit(3)).isEmpty();
  }

  @Test
  void settlesATaskThatCanNeverStartOnce() { // #19
    ReadyTasks ready = ready(graph(after(), after(), after(0), after(~2, 1)));
    ready.take();
    ready.settle(0, FAILED);
    ready.settle(2, FAILED);
    assertThat(ready.isEmpty()).isTrue();
    ready.settle(1, COMPLETED);
    assertThat(ready.take()).containsExactly(3);
  }

  @Test
  void aTaskThatIsOnlyDependedOnIsSettledByItsOwnEnd() { // #19
    ReadyTasks ready =
        new ReadyTasks(
            graph(after(), after(0), after(1)), new int[3], new boolean[] {false, false, true});
    ready.settle(0, FAILED);
    ready.settle(1, COMPLETED);
    assertThat(ready.take()).containsExactly(2);
  }

  @Test
  void doesNotOfferAgainWhatHasBecomeUnableToStart() { // #19
    ReadyTasks ready = ready(graph(after(), after(0)));
    ready.take();
    ready.retract(1);
    ready.settle(0, FAILED);
    ready.offerAgain(1);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void givesUpALongChainInLittleTime() { // #19
    int size = 100_000;
    int[][] dependencies = new int[2 * size][];
    for (int i = 0; i < size; i++) {
      dependencies[i] = i == 0 ? after() : after(i - 1);
      dependencies[size + i] = after(~i);
    }
    ReadyTasks ready = ready(graph(dependencies));
    assertThat(ready.take()).containsExactly(0);
    assertTimeout(Duration.ofSeconds(1), () -> ready.settle(0, FAILED));
    assertThat(ready.take()).hasSize(size);
    assertThat(ready.culprit(size - 1)).hasValue(0);
  }

  @Test
  void staysBlockedWhenAnOptionalDependencySettlesAfterTheFailure() {
    ReadyTasks ready = ready(graph(after(), after(), after(0, ~1)));
    ready.take();
    ready.settle(0, FAILED);
    ready.settle(1, COMPLETED);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void ordersByPriority() {
    TaskGraph graph = graph(after(), after(), after(), after());
    boolean[] startable = {true, true, true, true};
    ReadyTasks ready = new ReadyTasks(graph, new int[] {2, 3, 0, 2}, startable);
    assertThat(ready.take()).containsExactly(2, 0, 3, 1);
  }

  @Test
  void amongEqualsTheOneThatWasReadyFirstComesFirst() {
    ReadyTasks ready = ready(graph(after(), after(), after(0), after(1), after(0)));
    ready.take();
    ready.settle(1, COMPLETED);
    ready.settle(0, COMPLETED);
    assertThat(ready.take()).containsExactly(3, 2, 4);
  }

  @Test
  void doesNotOfferWhatIsNotToRun() {
    ReadyTasks ready =
        new ReadyTasks(
            graph(after(), after(0), after()), new int[3], new boolean[] {false, true, false});
    assertThat(ready.take()).isEmpty();
    ready.settle(0, COMPLETED);
    assertThat(ready.take()).containsExactly(1);
  }

  @Test
  void aRetractedTaskIsNotHandedOutUntilOfferedAgain() {
    ReadyTasks ready = ready(graph(after(), after()));
    ready.retract(0);
    assertThat(ready.take()).containsExactly(1);
    ready.offerAgain(0);
    assertThat(ready.isEmpty()).isFalse();
    assertThat(ready.take()).containsExactly(0);
  }

  @Test
  void offeringATaskAgainBeforeItIsTakenHandsItOutOnce() {
    ReadyTasks ready = ready(graph(after()));
    ready.retract(0);
    ready.offerAgain(0);
    ready.retract(0);
    ready.offerAgain(0);
    assertThat(ready.take()).containsExactly(0);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void offersATaskAgainAtItsPriority() {
    TaskGraph graph = graph(after(), after());
    ReadyTasks ready = new ReadyTasks(graph, new int[] {3, 0}, new boolean[] {true, true});
    ready.take();
    ready.offerAgain(0);
    ready.offerAgain(1);
    assertThat(ready.take()).containsExactly(1, 0);
  }

  @Test
  void doesNotCareWhetherATaskIsNamedTwiceAsADependency() {
    ReadyTasks ready = ready(graph(after(), after(0, 0)));
    ready.take();
    ready.settle(0, COMPLETED);
    assertThat(ready.take()).containsExactly(1);
  }

  @Test
  void settlesAJoinOfManyFailuresInLittleTime() {
    int size = 100_000;
    int[][] dependencies = new int[size + 1][];
    Arrays.fill(dependencies, new int[0]);
    dependencies[size] = IntStream.range(0, size).toArray();
    ReadyTasks ready = ready(graph(dependencies));
    assertThat(ready.take()).hasSize(size);
    assertTimeout(
        Duration.ofSeconds(1),
        () -> {
          for (int i = size - 1; i >= 0; i--) {
            ready.settle(i, FAILED);
          }
        });
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void agreesWithANaiveModelOnRandomGraphs() {
    for (int seed = 0; seed < 200; seed++) {
      try {
        new Comparison(new SplittableRandom(seed)).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Runs a random graph to its end, beside a model that looks at every task every time. */
  private static final class Comparison {
    private enum State {
      WAITING,
      OUT,
      COMPLETED,
      FAILED
    }

    private final RandomGenerator random;
    private final int[][] dependencies;
    private final TaskGraph graph;
    private final int[] priorities;
    private final State[] states;
    private final boolean[] isUnreachable;
    private final List<Integer> out = new ArrayList<>();

    Comparison(RandomGenerator random) {
      this.random = random;
      int size = 1 + random.nextInt(200);
      dependencies = new int[size][];
      int[] order = random.ints(size).toArray();
      for (int i = 0; i < size; i++) {
        int task = i;
        int density = 1 + random.nextInt(20);
        dependencies[i] =
            IntStream.range(0, size)
                .filter(j -> order[j] < order[task] && random.nextInt(density) == 0)
                .limit(8)
                .map(j -> random.nextInt(4) == 0 ? ~j : j)
                .toArray();
      }
      graph = graph(dependencies);
      priorities = random.ints(size, 0, 4).toArray();
      states = new State[size];
      isUnreachable = new boolean[size];
      Arrays.fill(states, State.WAITING);
    }

    void run() {
      boolean[] startable = new boolean[states.length];
      Arrays.fill(startable, true);
      ReadyTasks ready = new ReadyTasks(graph, priorities, startable);
      boolean goesOn = true;
      while (goesOn) {
        List<Integer> expected = startable();
        List<Integer> taken = ready.take();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(taken.stream().map(task -> priorities[task])).isSorted();
        taken.forEach(task -> states[task] = State.OUT);
        out.addAll(taken);
        goesOn = !out.isEmpty();
        for (int i = random.nextInt(4); i >= 0 && !out.isEmpty(); i--) {
          settleOne(ready);
        }
      }
      assertThat(ready.isEmpty()).isTrue();
    }

    private void settleOne(ReadyTasks ready) {
      int task = out.remove(random.nextInt(out.size()));
      if (random.nextInt(5) == 0) {
        states[task] = State.WAITING;
        ready.offerAgain(task);
        return;
      }
      boolean isCompleted = random.nextInt(10) > 0;
      states[task] = isCompleted ? State.COMPLETED : State.FAILED;
      ready.settle(task, isCompleted);
    }

    private List<Integer> startable() {
      List<Integer> found = new ArrayList<>();
      findUnreachable();
      for (int task = 0; task < states.length; task++) {
        if (states[task] == State.WAITING
            && Arrays.stream(dependencies[task]).allMatch(this::allows)) {
          found.add(task);
        }
      }
      return found;
    }

    private boolean allows(int dependency) {
      int task = dependency < 0 ? ~dependency : dependency;
      return states[task] == State.COMPLETED
          || dependency < 0 && (states[task] == State.FAILED || isUnreachable[task]);
    }

    private void findUnreachable() {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = false;
        for (int task = 0; task < states.length; task++) {
          boolean isNew = !isUnreachable[task] && states[task] == State.WAITING && isBlocked(task);
          isUnreachable[task] |= isNew;
          goesOn |= isNew;
        }
      }
    }

    private boolean isBlocked(int task) {
      return Arrays.stream(dependencies[task])
          .anyMatch(d -> d >= 0 && (states[d] == State.FAILED || isUnreachable[d]));
    }
  }
}
