package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.executor.StopSwitch.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StopSwitchTest { // #10
  private static final Duration LONG = Duration.ofSeconds(100);

  private final StopSwitch stop = new StopSwitch();
  private final List<String> ended = new ArrayList<>();

  @Test
  void theFirstReasonWinsAndEndsEachThingUnderWayOnce() {
    stop.watch(() -> ended.add("a"));
    stop.watch(() -> ended.add("b"));
    stop.fire(Reason.TIMEOUT);
    stop.fire(Reason.CANCELLED);
    assertThat(stop.reason()).contains(Reason.TIMEOUT);
    assertThat(ended).containsExactly("a", "b");
  }

  @Test
  void whatIsOverIsLeftAlone() {
    stop.watch(() -> ended.add("a")).close();
    stop.fire(Reason.CANCELLED);
    assertThat(ended).isEmpty();
  }

  @Test
  void whatBeginsTooLateIsEndedAtOnce() {
    stop.fire(Reason.CANCELLED);
    stop.watch(() -> ended.add("late")).close();
    assertThat(ended).containsExactly("late");
  }

  @Test
  void anEndingThatFailsKeepsNoOtherFromItsEnd() {
    stop.watch(
        () -> {
          throw new IllegalStateException("this one cannot be ended");
        });
    stop.watch(() -> ended.add("b"));
    stop.fire(Reason.CANCELLED);
    assertThat(ended).containsExactly("b");
  }

  @Test
  void wakesWhoPauses() throws Exception {
    CompletableFuture<Void> firing =
        CompletableFuture.runAsync(
            () -> {
              stop.wake();
              stop.fire(Reason.CANCELLED);
            });
    stop.pause(LONG);
    firing.get(1, TimeUnit.MINUTES);
    assertThat(stop.isFired()).isTrue();
    stop.pause(LONG);
    stop.await(LONG);
  }

  /** However the two meet, what begins is ended exactly once, and there is one reason. */
  @Test
  void nothingSlipsThroughWhenFiringMeetsABeginning() throws Exception {
    for (int i = 0; i < 300; i++) {
      StopSwitch raced = new StopSwitch();
      AtomicInteger ends = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(3);
      CompletableFuture<Void> one = racing(together, () -> raced.fire(Reason.CANCELLED));
      CompletableFuture<Void> other = racing(together, () -> raced.fire(Reason.TIMEOUT));
      together.await();
      raced.watch(ends::incrementAndGet);
      CompletableFuture.allOf(one, other).get(1, TimeUnit.MINUTES);
      assertThat(ends).hasValue(1);
      assertThat(raced.reason()).isPresent();
    }
  }

  private static CompletableFuture<Void> racing(CyclicBarrier together, Runnable action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            together.await();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          action.run();
        },
        work -> new Thread(work, "racing").start());
  }
}
