package org.espalier.executor.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.espalier.settings.MonotonicTimer;
import org.junit.jupiter.api.Test;

class CircuitsTest {
  private static final String NODE = "http://a";

  private final AtomicLong now = new AtomicLong();
  private final Circuits circuits = new Circuits(3, Duration.ofSeconds(30), timer());

  private MonotonicTimer timer() {
    return new MonotonicTimer() {
      @Override
      public long nanos() {
        return now.get();
      }

      @Override
      public void pause(long nanos) {
        now.addAndGet(nanos);
      }
    };
  }

  private void miss(int times) {
    for (int i = 0; i < times; i++) {
      circuits.missed(NODE);
    }
  }

  @Test
  void opensAfterSoManyFailuresInARow() {
    miss(2);
    assertThat(circuits.closedTo(NODE)).isEmpty();
    circuits.reached(NODE);
    miss(2);
    assertThat(circuits.closedTo(NODE)).isEmpty();
    miss(1);
    assertThat(circuits.closedTo(NODE)).isEqualTo(Optional.of(Duration.ofSeconds(30)));
    assertThat(circuits.closedTo("http://b")).isEmpty();
  }

  @Test
  void letsOneTryAfterThePause() {
    miss(3);
    timer().pause(Duration.ofSeconds(29).toNanos());
    assertThat(circuits.closedTo(NODE)).isEqualTo(Optional.of(Duration.ofSeconds(1)));
    timer().pause(Duration.ofSeconds(1).toNanos());
    assertThat(circuits.closedTo(NODE)).isEmpty();
    assertThat(circuits.closedTo(NODE)).isEqualTo(Optional.of(Duration.ofSeconds(30)));
  }

  @Test
  void closesWhenTheNodeIsReached() {
    miss(3);
    circuits.reached(NODE);
    assertThat(circuits.closedTo(NODE)).isEmpty();
  }

  @Test
  void remembersAThousandNodes() {
    miss(3);
    for (int i = 0; i < 1_000; i++) {
      circuits.missed("http://other-" + i);
    }
    assertThat(circuits.closedTo(NODE)).isEmpty();
  }
}
