package org.espalier.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.RetryPolicy.Backoff;
import org.junit.jupiter.api.Test;

class RetryDecisionTest {
  private static final Failed FLAKY = Failed.retryable("network", "no answer");
  private static final Failed BROKEN = Failed.permanent("invalid_input", "no such field");

  private final RandomGenerator random = new SplittableRandom(7);

  private static RetryPolicy policy(Backoff backoff, double jitter, String... retryOn) {
    return new RetryPolicy(
        1_000, backoff, Duration.ofSeconds(2), Duration.ofSeconds(60), jitter, Set.of(retryOn));
  }

  private List<Long> pauses(Backoff backoff) {
    return IntStream.rangeClosed(1, 6)
        .mapToObj(failures -> RetryDecision.delay(policy(backoff, 0), failures, FLAKY, random))
        .map(pause -> pause.orElseThrow().toMillis())
        .toList();
  }

  @Test
  void pausesGrowAsThePolicySays() {
    assertThat(pauses(Backoff.FIXED)).containsExactly(2000L, 2000L, 2000L, 2000L, 2000L, 2000L);
    assertThat(pauses(Backoff.LINEAR))
        .containsExactly(2000L, 4000L, 6000L, 8000L, 10_000L, 12_000L);
    assertThat(pauses(Backoff.EXPONENTIAL))
        .containsExactly(2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L);
  }

  @Test
  void pausesDoNotOverflowHoweverManyFailuresThereWere() {
    for (Backoff backoff : List.of(Backoff.LINEAR, Backoff.EXPONENTIAL)) {
      for (int failures : new int[] {40, 41, 63, 64, 65, 999, Integer.MAX_VALUE}) {
        RetryPolicy endless =
            new RetryPolicy(
                Integer.MAX_VALUE, backoff, Duration.ofDays(30), Duration.ofDays(30), 0, Set.of());
        assertThat(RetryDecision.backoff(endless, failures)).isEqualTo(Duration.ofDays(30));
      }
    }
  }

  @Test
  void jitterStaysWithinItsShareAndUsesAllOfIt() {
    Duration least = Duration.ofDays(1);
    Duration most = Duration.ZERO;
    for (int i = 0; i < 10_000; i++) {
      Duration pause =
          RetryDecision.delay(policy(Backoff.FIXED, 0.5), 1, FLAKY, random).orElseThrow();
      least = pause.compareTo(least) < 0 ? pause : least;
      most = pause.compareTo(most) > 0 ? pause : most;
    }
    assertThat(least).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_010));
    assertThat(most).isBetween(Duration.ofMillis(2_990), Duration.ofMillis(3_000));
  }

  @Test
  void aWholeJitterGivesNoNegativePause() {
    RetryPolicy policy = policy(Backoff.FIXED, 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(RetryDecision.delay(policy, 1, FLAKY, random).orElseThrow())
          .isBetween(Duration.ZERO, Duration.ofSeconds(4));
    }
  }

  @Test
  void noPauseIsAPause() {
    RetryPolicy eager =
        new RetryPolicy(2, Backoff.EXPONENTIAL, Duration.ZERO, Duration.ZERO, 1, Set.of());
    assertThat(RetryDecision.delay(eager, 1, FLAKY, random)).contains(Duration.ZERO);
  }

  @Test
  void thePolicyIsUsedUpAfterItsLastAttempt() {
    RetryPolicy two = new RetryPolicy(2, Backoff.FIXED, Duration.ZERO, Duration.ZERO, 0, Set.of());
    assertThat(RetryDecision.delay(two, 1, FLAKY, random)).isPresent();
    assertThat(RetryDecision.delay(two, 2, FLAKY, random)).isEmpty();
  }

  @Test
  void theExecutorDecidesWhenThePolicyNamesNoKinds() {
    assertThat(RetryDecision.delay(policy(Backoff.FIXED, 0), 1, BROKEN, random)).isEmpty();
  }

  @Test
  void thePolicyDecidesWhenItNamesKinds() {
    RetryPolicy named = policy(Backoff.FIXED, 0, "invalid_input");
    assertThat(RetryDecision.delay(named, 1, BROKEN, random)).isPresent();
    assertThat(RetryDecision.delay(named, 1, FLAKY, random)).isEmpty();
  }

  @Test
  void theLongerOfTheOwnPauseAndTheOneAskedForCounts() {
    assertThat(asked(Duration.ofSeconds(1))).contains(Duration.ofSeconds(2));
    assertThat(asked(Duration.ofSeconds(300))).contains(Duration.ofSeconds(300));
  }

  private Optional<Duration> asked(Duration pause) {
    Failed busy = new Failed("busy", "later", true, Optional.of(pause), Json.object());
    return RetryDecision.delay(policy(Backoff.FIXED, 0), 1, busy, random);
  }
}
