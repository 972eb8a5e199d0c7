package org.espalier.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy.Backoff;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(
          7,
          Backoff.LINEAR,
          Duration.ofMillis(1),
          Duration.ofDays(30),
          0.25,
          Set.of("timeout", "http_503"));

  @Test
  void isWrittenInSeconds() {
    assertThat(Json.write(POLICY.toJson()))
        .isEqualTo(
            "{\"max_attempts\":7,\"backoff\":\"linear\",\"initial_delay\":0.001,\"max_delay\":2592000.0,"
                + "\"jitter\":0.25,\"retry_on\":[\"http_503\",\"timeout\"]}");
  }

  @Test
  void isReadAsItWasWritten() {
    for (Backoff backoff : Backoff.values()) {
      RetryPolicy policy =
          new RetryPolicy(1, backoff, Duration.ofNanos(123_456_789), Duration.ZERO, 1, Set.of());
      assertThat(RetryPolicy.ofJson(Json.read(Json.write(policy.toJson())))).isEqualTo(policy);
    }
    assertThat(RetryPolicy.ofJson(Json.read(Json.write(POLICY.toJson())))).isEqualTo(POLICY);
  }
}
