package org.espalier.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.api.problem.RequestRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// #19
@Timeout(60)
class LargeReadsTest {
  private final LargeReads reads = new LargeReads(10_000, Duration.ofSeconds(50));

  @Test
  void largeOnesTakeTurns() throws Exception {
    LargeReads.Turn first = reads.take(100_000);
    CompletableFuture<LargeReads.Turn> second =
        CompletableFuture.supplyAsync(() -> reads.take(8_000));
    assertThat(second).failsWithin(Duration.ofMillis(200));
    first.close();
    second.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void oneWhoseTurnDoesNotComeIsRefused() {
    LargeReads impatient = new LargeReads(10_000, Duration.ofMillis(50));
    LargeReads.Turn first = impatient.take(100_000);
    assertThatThrownBy(() -> impatient.take(8_000))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("read this one in pages");
    first.close();
    impatient.take(8_000).close();
  }

  @Test
  void smallOnesNeverWait() {
    LargeReads.Turn large = reads.take(100_000);
    reads.take(2_000).close();
    large.close();
  }

  @Test
  void thoseThatFitGoTogether() {
    LargeReads.Turn first = reads.take(5_000);
    reads.take(5_000).close();
    first.close();
  }
}
