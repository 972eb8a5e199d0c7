package org.espalier.engine.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.tree.RetryPolicy;

/** Decides whether and when a task is attempted again. */
public final class RetryDecision {
  /** 2^40 times any pause is beyond every maximum; more would overflow. */
  private static final int MAX_DOUBLINGS = 40;

  /** Nobody can be asked to wait longer. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private RetryDecision() {}

  /**
   * The pause before the next attempt.
   *
   * @param failures attempts of this task that failed in this run, the latest included
   * @return empty when there is no next attempt: the policy is used up, or a retry cannot help
   */
  public static Optional<Duration> delay(
      RetryPolicy policy, int failures, Failed failure, RandomGenerator random) {
    if (failures >= policy.maxAttempts() || !isRetried(policy, failure)) {
      return Optional.empty();
    }
    Duration own = jittered(backoff(policy, failures), policy.jitter(), random);
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    Duration longer = own.compareTo(asked) >= 0 ? own : asked;
    return Optional.of(longer.compareTo(LONGEST) <= 0 ? longer : LONGEST);
  }

  /** A policy that names kinds decides by them; otherwise the executor does. */
  private static boolean isRetried(RetryPolicy policy, Failed failure) {
    return policy.retryOn().isEmpty()
        ? failure.retryable()
        : policy.retryOn().contains(failure.kind());
  }

  /** The pause after this many failures, without jitter. */
  static Duration backoff(RetryPolicy policy, int failures) {
    long factor =
        switch (policy.backoff()) {
          case FIXED -> 1;
          case LINEAR -> failures;
          case EXPONENTIAL -> 1L << Math.min(failures - 1, MAX_DOUBLINGS);
        };
    double seconds = policy.initialDelay().toNanos() / 1e9 * factor;
    double longest = policy.maxDelay().toNanos() / 1e9;
    return Duration.ofNanos((long) (Math.min(seconds, longest) * 1e9));
  }

  private static Duration jittered(Duration pause, double jitter, RandomGenerator random) {
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }
}
