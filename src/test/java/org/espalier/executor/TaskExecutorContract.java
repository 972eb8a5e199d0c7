package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every executor must do, whatever its kind. */
@Timeout(60)
public interface TaskExecutorContract {
  int CONCURRENT = 50;
  InputSchemas SCHEMAS = new InputSchemas();

  /** A new executor, ready to use. */
  TaskExecutor executor();

  /** Does what the container does with the executor at the end. */
  default void close(TaskExecutor executor) {}

  /** Inputs an attempt succeeds with. */
  ObjectNode goodInputs();

  /** Inputs that are wrong; empty when all are right. */
  default Optional<ObjectNode> badInputs() {
    return Optional.empty();
  }

  /** Inputs of an attempt that would take minutes; empty when none does. */
  default Optional<ObjectNode> endlessInputs() {
    return Optional.empty();
  }

  /** Returns when the endless attempt has begun its work. */
  default void awaitBegun() throws Exception {}

  @Test
  default void descriptionIsComplete() {
    TaskExecutor executor = executor();
    ExecutorType type = executor.type();
    close(executor);
    assertThat(type.kind()).isNotBlank();
    assertThat(type.title()).isNotBlank();
    assertThat(type.description()).endsWith(".");
    assertThat(type.examples()).isNotEmpty();
    assertThat(type.unavailable()).isEmpty();
    for (ObjectNode schema :
        List.of(type.inputsSchema(), type.paramsSchema(), type.resultSchema())) {
      assertThat(schema).isNotEmpty();
      assertThat(SCHEMAS.faultOf(schema)).isEmpty();
    }
    for (ObjectNode example : type.examples()) {
      assertThat(SCHEMAS.validateDraft(type.inputsSchema(), example, Set.of())).isEmpty();
    }
  }

  @Test
  default void typeIsTheSameOnEveryCall() {
    TaskExecutor executor = executor();
    assertThat(executor.type()).isEqualTo(executor.type());
    close(executor);
  }

  @Test
  default void goodInputsFitTheSchemaAndSucceed() throws Exception {
    TaskExecutor executor = executor();
    assertThat(SCHEMAS.validate(executor.type().inputsSchema(), goodInputs())).isEmpty();
    assertSucceeded(executor, executor.execute(Contexts.of(goodInputs())));
    close(executor);
  }

  private static void assertSucceeded(TaskExecutor executor, ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(SCHEMAS.validate(executor.type().resultSchema(), result)).isEmpty();
  }

  @Test
  default void badInputsAreAFailureWithAMessage() throws Exception {
    assumeTrue(badInputs().isPresent(), "all inputs are right");
    TaskExecutor executor = executor();
    ExecutionOutcome outcome = executor.execute(Contexts.of(badInputs().get()));
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
    assertThat(failed.retryable()).isFalse();
    assertThat(SCHEMAS.validate(executor.type().inputsSchema(), badInputs().get())).isNotEmpty();
    close(executor);
  }

  @Test
  default void returnsSoonWhenCancelled() throws Exception {
    assumeTrue(endlessInputs().isPresent(), "never takes long");
    TaskExecutor executor = executor();
    CancellationToken token = new CancellationToken();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<ExecutionOutcome> attempt =
          threads.submit(() -> executor.execute(Contexts.of(endlessInputs().get(), token)));
      awaitBegun();
      assertThat(attempt).isNotDone();
      token.cancel(CancellationReason.CANCELLED);
      assertThat(attempt.get(2, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
    } finally {
      threads.shutdownNow();
      close(executor);
    }
  }

  @Test
  default void doesNotBeginWhenAlreadyCancelled() throws Exception {
    assumeTrue(endlessInputs().isPresent(), "never takes long");
    TaskExecutor executor = executor();
    CancellationToken token = new CancellationToken();
    token.cancel(CancellationReason.SHUTDOWN);
    assertThat(executor.execute(Contexts.of(endlessInputs().get(), token)))
        .isInstanceOf(Cancelled.class);
    close(executor);
  }

  @Test
  default void runsManyAttemptsAtOnceAndLeavesNoThread() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    TaskExecutor executor = executor();
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT);
    CyclicBarrier start = new CyclicBarrier(CONCURRENT);
    List<Future<ExecutionOutcome>> attempts = new ArrayList<>();
    for (int i = 0; i < CONCURRENT; i++) {
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return executor.execute(Contexts.of(goodInputs()));
              }));
    }
    for (Future<ExecutionOutcome> attempt : attempts) {
      assertSucceeded(executor, attempt.get(30, TimeUnit.SECONDS));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    close(executor);
    assertNoThreadLeft(before);
  }

  private static void assertNoThreadLeft(Set<Thread> before) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !thread.getName().startsWith("test-server")) {
        thread.join(Duration.ofSeconds(5).toMillis());
        assertThat(thread.isAlive()).as(thread.getName() + " is left behind").isFalse();
      }
    }
  }
}
