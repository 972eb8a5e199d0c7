package org.espalier.api.http;

import static org.assertj.core.api.Assertions.assertThat;

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
    CompletableFuture<Void> second = CompletableFuture.runAsync(() -> reads.take(8_000).close());
    assertThat(second).failsWithin(Duration.ofMillis(200));
    first.close();
    second.get(30, TimeUnit.SECONDS);
  }

  @Test
  void oneWhoseTurnDoesNotComeIsRefused() {
    LargeReads impatient = new LargeReads(10_000, Duration.ofMillis(50));
    LargeReads.Turn first = impatient.take(100_000);
    assertThat(CompletableFuture.supplyAsync(() -> impatient.take(8_000)))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(RequestRefusedException.class)
        .withMessageContaining("read this one in pages");
    first.close();
    impatient.take(8_000).close();
  }

  @Test
  void smallOnesNeverWait() throws Exception {
    LargeReads.Turn large = reads.take(100_000);
    CompletableFuture.runAsync(() -> reads.take(2_000).close()).get(30, TimeUnit.SECONDS);
    large.close();
  }

  @Test
  void thoseThatFitGoTogether() throws Exception {
    LargeReads.Turn first = reads.take(5_000);
    CompletableFuture.runAsync(() -> reads.take(5_000).close()).get(30, TimeUnit.SECONDS);
    first.close();
  }

  @Test
  void whatIsNeededWithinATurnIsPartOfIt() throws Exception {
    LargeReads.Turn outer = reads.take(10_000);
    reads.take(10_000).close();
    outer.close();
    CompletableFuture.runAsync(() -> reads.take(10_000).close()).get(30, TimeUnit.SECONDS);
  }

  @Test
  void bodiesAndOutlinesCountWithWhatTheyNeed() throws Exception {
    LargeReads.Turn outline = reads.takeForOutline(40_000);
    CompletableFuture.runAsync(() -> reads.takeForOutline(40_000).close())
        .get(30, TimeUnit.SECONDS);
    CompletableFuture<Void> body =
        CompletableFuture.runAsync(() -> reads.takeForBody(1 << 20).close());
    assertThat(body).failsWithin(Duration.ofMillis(200));
    outline.close();
    body.get(30, TimeUnit.SECONDS);
  }
}
