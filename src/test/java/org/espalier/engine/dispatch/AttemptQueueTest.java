package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.engine.Assignment;
import org.junit.jupiter.api.Test;

class AttemptQueueTest {
  private final Attempts attempts = new Attempts();

  private Assignment urgent(int task, int priority) {
    return attempts.of(task, 1, "echo", priority, Duration.ofMinutes(1));
  }

  private static int add(AttemptQueue queue, Assignment... added) {
    return queue.add(Arrays.stream(added).map(RunningAttempt::new).toList());
  }

  private static Assignment next(AttemptQueue queue) {
    RunningAttempt next = queue.next();
    return next == null ? null : next.assignment();
  }

  @Test
  void handsOutByPriorityThenByArrival() {
    AttemptQueue queue = new AttemptQueue(10, Map.of());
    Assignment low = urgent(1, 3);
    Assignment first = urgent(2, 1);
    Assignment second = urgent(3, 1);
    add(queue, low, first, second);
    assertThat(List.of(next(queue), next(queue), next(queue))).containsExactly(first, second, low);
    assertThat(next(queue)).isNull();
  }

  @Test
  void keepsTheLimitOfTheNode() {
    AttemptQueue queue = new AttemptQueue(2, Map.of());
    Assignment a = attempts.of(1, "echo");
    Assignment b = attempts.of(2, "rest");
    Assignment c = attempts.of(3, "echo");
    assertThat(add(queue, a, b, c)).isEqualTo(2);
    assertThat(next(queue)).isSameAs(a);
    assertThat(next(queue)).isSameAs(b);
    assertThat(next(queue)).isNull();
    assertThat(queue.running()).isEqualTo(2);
    queue.left(b);
    assertThat(next(queue)).isSameAs(c);
  }

  @Test
  void keepsTheLimitOfAKindAndLetsOtherKindsPass() {
    AttemptQueue queue = new AttemptQueue(10, Map.of("rest", 1));
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
    AttemptQueue queue = new AttemptQueue(10, Map.of());
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
}
