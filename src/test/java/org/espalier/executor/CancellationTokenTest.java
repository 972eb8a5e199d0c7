package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CancellationTokenTest {
  private final CancellationToken token = new CancellationToken();

  @Test
  void doesNotFireAfterThePointOfNoReturn() {
    token.onCancel(
        () -> {
          throw new AssertionError("fired");
        });
    assertThat(token.settle()).isTrue();
    assertThat(token.cancel(CancellationReason.TIMEOUT)).isFalse();
    assertThat(token.keepFromSettling()).isFalse();
    assertThat(token.isCancelled()).isFalse();
    assertThat(token.isSettled()).isTrue();
    assertThat(token.settle()).isTrue();
  }

  @Test
  void hasNoPointOfNoReturnAfterACancel() {
    assertThat(token.cancel(CancellationReason.CANCELLED)).isTrue();
    assertThat(token.settle()).isFalse();
    assertThat(token.isSettled()).isFalse();
  }

  @Test
  void canBeKeptFromSettling() {
    assertThat(token.keepFromSettling()).isTrue();
    assertThat(token.settle()).isFalse();
    assertThat(token.isCancelled()).isFalse();
    assertThat(token.cancel(CancellationReason.CANCELLED)).isTrue();
  }

  @Test
  void eitherSettlesOrFires() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 2_000; i++) {
        CancellationToken contested = new CancellationToken();
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<Boolean>> won =
            threads.invokeAll(
                List.of(
                    () -> {
                      start.await();
                      return contested.settle();
                    },
                    () -> {
                      start.await();
                      return contested.cancel(CancellationReason.TIMEOUT);
                    },
                    () -> {
                      start.await();
                      return contested.keepFromSettling();
                    }));
        boolean settled = won.get(0).get();
        assertThat(contested.isSettled()).isEqualTo(settled);
        assertThat(contested.isCancelled()).isEqualTo(!settled || won.get(1).get());
        assertThat(settled && (won.get(1).get() || won.get(2).get())).isFalse();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
