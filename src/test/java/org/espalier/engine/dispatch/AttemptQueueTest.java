package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.node.AttemptLoad;
import org.espalier.settings.EspalierSettings;
import org.junit.jupiter.api.Test;

class AttemptQueueTest {
  private final Attempts attempts = new Attempts();

  private final List<Assignment> blocked = new ArrayList<>();

  private AttemptQueue queue(int maxRunning, String limits) {
    Map<String, String> values =
        Map.of(
            "espalier.engine.max-running-attempts",
            Integer.toString(maxRunning),
            "espalier.engine.executor-limits",
            limits,
            "espalier.engine.max-abandoned-attempts",
            "2");
    return new AttemptQueue(
        EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test").engine(),
        1_000_000,
        attempt -> blocked.add(attempt.assignment()));
  }

  private Assignment urgent(int task, int priority) {
    return attempts.of(task, 1, "echo", priority, Duration.ofMinutes(1));
  }

  private static int add(AttemptQueue queue, Assignment... added) {
    return queue.add(
        Arrays.stream(added).map(one -> new RunningAttempt(one, InputSizes.Size.NONE)).toList());
  }

  private static Assignment next(AttemptQueue queue) {
    RunningAttempt next = queue.next();
    return next == null ? null : next.assignment();
  }

  @Test
  void handsOutByPriorityThenByArrival() {
    AttemptQueue queue = queue(10, "");
    Assignment low = urgent(1, 3);
    Assignment first = urgent(2, 1);
    Assignment second = urgent(3, 1);
    add(queue, low, first, second);
    assertThat(List.of(next(queue), next(queue), next(queue))).containsExactly(first, second, low);
    assertThat(next(queue)).isNull();
  }

  @Test
  void keepsTheLimitOfTheNode() {
    AttemptQueue queue = queue(2, "");
    Assignment a = attempts.of(1, "echo");
    Assignment b = attempts.of(2, "rest");
    Assignment c = attempts.of(3, "echo");
    assertThat(add(queue, a, b, c)).isEqualTo(2);
    assertThat(next(queue)).isSameAs(a);
    assertThat(next(queue)).isSameAs(b);
    assertThat(next(queue)).isNull();
    assertThat(queue.load().running()).isEqualTo(2);
    queue.left(b);
    assertThat(next(queue)).isSameAs(c);
  }

  @Test
  void keepsTheLimitOfAKindAndLetsOtherKindsPass() {
    AttemptQueue queue = queue(10, "rest=1");
    Assignment first = attempts.of(1, "rest");
    Assignment second = attempts.of(2, "rest");
    Assignment other = attempts.of(3, "echo");
    add(queue, first, second, other);
    assertThat(next(queue)).isSameAs(first);
    assertThat(next(queue)).isSameAs(other);
    assertThat(next(queue)).isNull();
    queue.left(other);
    assertThat(next(queue)).isNull();
    queue.left(first);
    assertThat(next(queue)).isSameAs(second);
  }

  @Test
  void neverHandsOutTwoAttemptsOfOneTask() {
    AttemptQueue queue = queue(10, "");
    Assignment first = attempts.of(1, 1, "echo", 2, Duration.ofMinutes(1));
    Assignment second = attempts.of(1, 2, "echo", 0, Duration.ofMinutes(1));
    Assignment other = attempts.of(2, "echo");
    add(queue, first);
    assertThat(next(queue)).isSameAs(first);
    add(queue, second, other);
    assertThat(next(queue)).isSameAs(other);
    assertThat(next(queue)).isNull();
    queue.left(first);
    assertThat(next(queue)).isSameAs(second);
  }

  @Test
  void anAbandonedAttemptGivesItsPlaceBackAndIsCountedApart() {
    AttemptQueue queue = queue(1, "echo=1");
    Assignment stuck = attempts.of(1, "echo");
    Assignment other = attempts.of(2, "echo");
    Assignment again = attempts.of(1, 2, "echo", 2, Duration.ofMinutes(1));
    add(queue, stuck);
    assertThat(next(queue)).isEqualTo(stuck);
    add(queue, again, other);
    assertThat(next(queue)).isNull();
    assertThat(queue.abandon(stuck)).isEqualTo(1);
    assertThat(queue.load()).isEqualTo(new AttemptLoad(0, Map.of("echo", 1), Set.of()));
    assertThat(next(queue)).as("of another task").isEqualTo(other);
    assertThat(blocked).as("its own task waits for its thread").containsExactly(again);
    queue.left(other);
    queue.left(stuck);
    assertThat(queue.load()).isEqualTo(new AttemptLoad(0, Map.of(), Set.of()));
    assertThat(next(queue)).isEqualTo(again);
  }

  @Test
  void anAttemptThatHasLeftCannotBeAbandoned() {
    AttemptQueue queue = queue(1, "");
    Assignment attempt = attempts.of(1, "echo");
    add(queue, attempt);
    next(queue);
    queue.left(attempt);
    assertThat(queue.abandon(attempt)).isZero();
    assertThat(queue.load()).isEqualTo(new AttemptLoad(0, Map.of(), Set.of()));
  }

  @Test
  void anExecutorWithTooManyAbandonedAttemptsIsSuspendedAndNoOther() {
    AttemptQueue queue = queue(10, "");
    for (int task = 1; task <= 2; task++) {
      Assignment stuck = attempts.of(task, "echo");
      add(queue, stuck);
      next(queue);
      queue.abandon(stuck);
    }
    Assignment suspended = attempts.of(3, "echo");
    Assignment other = attempts.of(4, "rest");
    add(queue, suspended, other);
    assertThat(queue.load().suspended()).containsExactly("echo");
    assertThat(next(queue)).isEqualTo(other);
    assertThat(next(queue)).isNull();
    queue.left(attempts.of(1, "echo"));
    assertThat(next(queue)).isEqualTo(suspended);
  }

  private static void addHeavy(AttemptQueue queue, Assignment attempt, long bytes) {
    queue.add(List.of(new RunningAttempt(attempt, new InputSizes.Size(bytes, 0))));
  }

  // #19
  @Test
  void heavyInputsWaitForMemoryAndLetOthersPass() {
    AttemptQueue queue = queue(10, "");
    Assignment first = attempts.of(1, "echo");
    Assignment second = attempts.of(2, "echo");
    Assignment light = attempts.of(3, "echo");
    addHeavy(queue, first, 600_000);
    addHeavy(queue, second, 600_000);
    add(queue, light);
    assertThat(List.of(next(queue), next(queue))).containsExactly(first, light);
    assertThat(next(queue)).isNull();
    assertThat(queue.waitingForMemory()).isEqualTo(1);
    queue.left(light);
    assertThat(next(queue)).isNull();
    queue.left(first);
    assertThat(next(queue)).isEqualTo(second);
  }

  // #19
  @Test
  void theHeaviestGoesAloneAndIsNotOvertakenByLesserOnes() {
    AttemptQueue queue = queue(10, "");
    Assignment first = attempts.of(1, "echo");
    Assignment heaviest = attempts.of(2, "echo");
    Assignment last = attempts.of(3, "rest");
    addHeavy(queue, first, 600_000);
    addHeavy(queue, heaviest, 5_000_000);
    addHeavy(queue, last, 100_000);
    assertThat(next(queue)).isEqualTo(first);
    assertThat(next(queue)).as("has room, but not before the heaviest").isNull();
    queue.left(first);
    assertThat(next(queue)).isEqualTo(heaviest);
    assertThat(next(queue)).isNull();
    queue.left(heaviest);
    assertThat(next(queue)).isEqualTo(last);
  }

  // #19
  @Test
  void aHeavyOneWhoseExecutorIsAtItsLimitHoldsUpNoOther() {
    AttemptQueue queue = queue(10, "rest=1");
    Assignment running = attempts.of(1, "rest");
    Assignment limited = attempts.of(2, "rest");
    Assignment other = attempts.of(3, "echo");
    addHeavy(queue, running, 600_000);
    addHeavy(queue, limited, 600_000);
    addHeavy(queue, other, 300_000);
    assertThat(List.of(next(queue), next(queue))).containsExactly(running, other);
    queue.left(running);
    assertThat(next(queue)).isEqualTo(limited);
  }
}
