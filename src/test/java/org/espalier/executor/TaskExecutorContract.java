package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every executor must do, whatever its kind. */
@Timeout(600)
public interface TaskExecutorContract {
  int CONCURRENT = 50;

  /** What an input is called that a dependency has provided. */
  String DEPENDENCY = "task-1";

  InputSchemas SCHEMAS = new InputSchemas();
  System.Logger LOG = System.getLogger(TaskExecutorContract.class.getName());

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

  /** Returns when the far side shows that the endless attempt's work has stopped there. */
  default void awaitStopped() throws Exception {}

  /** Inputs whose peer cannot be reached; empty for an executor without a peer. */
  default Optional<ObjectNode> unreachableInputs() {
    return Optional.empty();
  }

  /** Inputs of an attempt that would put out some hundred megabytes; empty when none does. */
  default Optional<ObjectNode> hugeInputs() {
    return Optional.empty();
  }

  /** Inputs that can never work here, each with the pointer of the constant at fault. */
  default Map<ObjectNode, String> hopelessInputs() {
    return Map.of();
  }

  /** An attempt, which may throw what an executor may. */
  @FunctionalInterface
  interface Attempt<E extends Exception> {
    ExecutionOutcome make() throws E;
  }

  /** The outcome of an attempt as the engine records it: wrong inputs may be thrown. */
  static <E extends Exception> ExecutionOutcome outcome(Attempt<E> attempt) throws E {
    try {
      return attempt.make();
    } catch (InvalidInputException e) {
      return e.failed();
    }
  }

  private static List<String> unknownNames(TaskExecutor executor, ObjectNode inputs) {
    ExecutorType type = executor.type();
    return new UnknownNames(type.inputsSchema(), type.kind())
        .in(inputs, Set.of(DEPENDENCY)).stream().map(each -> "/inputs" + each.pointer()).toList();
  }

  private static Set<String> impossibleConstants(TaskExecutor executor, ObjectNode inputs) {
    return new ConstantCheck(
            executor.inputRules(), executor.type().examples(), inputs, Json.object())
        .faults()
        .keySet();
  }

  @Test // #19
  default void goodInputsAndExamplesHaveNoUnknownName() {
    TaskExecutor executor = executor();
    assertThat(unknownNames(executor, goodInputs())).isEmpty();
    assertThat(impossibleConstants(executor, goodInputs())).isEmpty();
    for (ObjectNode example : executor.type().examples()) {
      assertThat(unknownNames(executor, example)).isEmpty();
    }
    close(executor);
  }

  @Test // #19
  default void anUnknownNameIsRefusedUnlessTheSchemaSaysThatAnyWillDo() {
    TaskExecutor executor = executor();
    ObjectNode schema = executor.type().inputsSchema();
    boolean takesAny = schema.path("additionalProperties").asBoolean(!schema.has("properties"));
    ObjectNode inputs = goodInputs().deepCopy().put("no_such_input", 1);
    assertThat(unknownNames(executor, inputs))
        .isEqualTo(takesAny ? List.of() : List.of("/inputs/no_such_input"));
    close(executor);
  }

  @Test // #19
  default void constantsThatCanNeverWorkAreToldBeforeAnAttempt() {
    TaskExecutor executor = executor();
    hopelessInputs()
        .forEach(
            (inputs, pointer) -> {
              assertThat(impossibleConstants(executor, inputs))
                  .as(pointer + " of " + inputs)
                  .containsExactly(pointer);
              String field = pointer.split("/")[2];
              ObjectNode open = inputs.deepCopy().put(field, "${earlier.value}");
              assertThat(impossibleConstants(executor, open)).as(open.toString()).isEmpty();
            });
    close(executor);
  }

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
    ObjectNode own = goodInputs().deepCopy();
    own.remove(DEPENDENCY);
    assertThat(SCHEMAS.validate(executor.type().inputsSchema(), own)).isEmpty();
    assertSucceeded(executor, executor.execute(Contexts.of(goodInputs())));
    close(executor);
  }

  private static void assertSucceeded(TaskExecutor executor, ExecutionOutcome outcome) {
    if (outcome instanceof Asked) {
      return; // the engine makes the result of the answer
    }
    assertThat(outcome).isInstanceOf(Succeeded.class);
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(SCHEMAS.validate(executor.type().resultSchema(), result)).isEmpty();
  }

  @Test
  default void badInputsAreAFailureWithAMessage() throws Exception {
    assumeTrue(badInputs().isPresent(), "all inputs are right");
    TaskExecutor executor = executor();
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(badInputs().get())));
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
      assertThat(attempt.get(60, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
      awaitStopped();
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

  /** As the engine does it when an attempt's time is over: token first, then interrupt. */
  @Test
  default void returnsSoonWhenItsTimeIsOver() throws Exception {
    assumeTrue(endlessInputs().isPresent(), "never takes long");
    TaskExecutor executor = executor();
    CancellationToken token = new CancellationToken();
    CompletableFuture<Boolean> returned = new CompletableFuture<>();
    Thread attempt =
        new Thread(
            () -> {
              try {
                executor.execute(Contexts.of(endlessInputs().get(), token));
              } catch (Exception e) {
                LOG.log(System.Logger.Level.DEBUG, "the attempt ended", e);
              } finally {
                returned.complete(true);
              }
            });
    attempt.start();
    try {
      awaitBegun();
      token.cancel(CancellationReason.TIMEOUT);
      attempt.interrupt();
      assertThat(returned.get(60, TimeUnit.SECONDS)).isTrue();
      awaitStopped();
    } finally {
      attempt.join(Duration.ofSeconds(60).toMillis());
      close(executor);
    }
  }

  @Test
  default void anUnreachablePeerIsAFailureThatARetryMayHelp() throws Exception {
    assumeTrue(unreachableInputs().isPresent(), "has no peer");
    TaskExecutor executor = executor();
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> executor.execute(Contexts.of(unreachableInputs().get())));
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.kind()).isIn("network", "timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    close(executor);
  }

  @Test
  default void hugeOutputIsCutOrAFailure() throws Exception {
    assumeTrue(hugeInputs().isPresent(), "puts out little");
    TaskExecutor executor = executor();
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(hugeInputs().get())));
    ObjectNode kept =
        outcome instanceof Succeeded succeeded ? succeeded.result() : ((Failed) outcome).details();
    assertThat(Json.write(kept).length()).isLessThan(32 << 20);
    assertThat(Json.write(kept) + outcome).containsPattern("trunc|too large|_too_large|limit");
    close(executor);
  }

  @Test
  default void runsManyAttemptsAtOnceAndLeavesNothingBehind() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    StrayProcesses processes = new StrayProcesses();
    TaskExecutor executor = executor();
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT);
    CyclicBarrier start = new CyclicBarrier(CONCURRENT);
    List<Future<ExecutionOutcome>> attempts = new ArrayList<>();
    for (int i = 0; i < CONCURRENT; i++) {
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return TaskExecutorContract.outcome(
                    () -> executor.execute(Contexts.of(goodInputs())));
              }));
    }
    for (Future<ExecutionOutcome> attempt : attempts) {
      assertSucceeded(executor, attempt.get(500, TimeUnit.SECONDS));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    close(executor);
    assertNoThreadLeft(before);
    processes.assertNone(this::isOfTheTest);
  }

  /** Whether the test itself started this process, for example the peer. */
  default boolean isOfTheTest(ProcessHandle process) {
    return false;
  }

  /** The JDK keeps the threads that wait for processes for a minute; they hold nothing. */
  private static boolean isOfTheJdk(Thread thread) {
    return thread.getName().startsWith("process reaper");
  }

  private static void assertNoThreadLeft(Set<Thread> before) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      boolean ofTheTest = thread.getName().startsWith("test-server");
      if (!before.contains(thread) && !ofTheTest && !isOfTheJdk(thread)) {
        thread.join(Duration.ofSeconds(60).toMillis());
        assertThat(thread.isAlive()).as(thread.getName() + " is left behind").isFalse();
      }
    }
  }
}
