package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import jakarta.ejb.EJBException;
import java.io.IOError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.node.AttemptLoad;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.hook.Hooks;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.submission.ElementReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocalDispatcherTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Attempts attempts = new Attempts();
  private final Map<String, TaskExecutor> executors = new ConcurrentHashMap<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private LocalDispatcher dispatcher;

  @BeforeEach
  void open() {
    open(Map.of());
  }

  private void open(Map<String, String> overrides) {
    Map<String, String> values =
        new ConcurrentHashMap<>(
            Map.of(
                "espalier.engine.stop-grace", "PT0.05S",
                "espalier.engine.max-output-chars", "10",
                "espalier.engine.max-result-bytes", "1024"));
    values.putAll(overrides);
    EspalierSettings settings =
        EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test");
    dispatcher =
        new LocalDispatcher(
            settings.engine(),
            new SteadyClock(),
            kind -> Optional.ofNullable(executors.get(kind)),
            name -> Optional.empty(),
            new InputCheck(new InputSchemas(), kind -> Json.object(), kind -> Json.object()),
            Hooks.none(),
            new Demo(0),
            new ElementReader(settings, UUID::randomUUID));
    dispatcher.open();
  }

  @AfterEach
  void close() {
    gate.countDown();
    dispatcher.close();
  }

  /** What an executor does. */
  private interface Work {
    ExecutionOutcome execute(ExecutionContext context) throws Exception;
  }

  private void executor(String kind, Work work) {
    executors.put(
        kind,
        new TaskExecutor() {
          @Override
          public ExecutorType type() {
            throw new AssertionError("nobody asks");
          }

          @Override
          public ExecutionOutcome execute(ExecutionContext context) throws Exception {
            return work.execute(context);
          }
        });
  }

  private AttemptReport outcomeOf(Work work) {
    executor("it", work);
    dispatcher.dispatch(List.of(attempts.of(1, "it")));
    return attempts.nextReport();
  }

  private static ExecutionOutcome done(ExecutionContext context) {
    return new Succeeded(Json.object().put("of", context.taskName()));
  }

  private ExecutionOutcome untilOpen(ExecutionContext context) throws InterruptedException {
    entered.countDown();
    gate.await();
    return done(context);
  }

  /** Ignores every interrupt, like work that cannot be stopped. */
  private ExecutionOutcome deaf(ExecutionContext context) {
    entered.countDown();
    while (true) {
      try {
        gate.await();
        return done(context);
      } catch (InterruptedException e) {
        // Deaf.
      }
    }
  }

  /** Threads that are started one after the other get going in any order. */
  @Test
  void ofWhatIsDispatchedTogetherTheUrgentEntersFirst() {
    executor("it", LocalDispatcherTest::done);
    for (int round = 0; round < 50; round++) {
      List<Assignment> together = new ArrayList<>();
      for (int priority : new int[] {3, 1, 0, 2}) {
        together.add(attempts.of(10 * round + priority, 1, "it", priority, Duration.ofMinutes(1)));
      }
      dispatcher.dispatch(together);
      List<AttemptReport> reports = new ArrayList<>();
      together.forEach(attempt -> reports.add(attempts.nextReport()));
      reports.sort(Comparator.comparing(AttemptReport::startedAt));
      assertThat(reports)
          .extracting(report -> ((Succeeded) report.outcome()).result().get("of").textValue())
          .extracting(name -> name.substring(name.length() - 1))
          .containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void showsOutputUpToTheLimitAndSaysThatTheRestIsMissing() {
    outcomeOf(
        context -> {
          context.progress().output("stdout", "1234\n");
          context.progress().output("stderr", "67");
          context.progress().output("stdout", "890abc");
          context.progress().output("stdout", "never");
          return done(context);
        });
    assertThat(attempts.shown())
        .containsExactly(
            "stdout: 1234\n",
            "stderr: 67",
            "stdout: 890\n[more than 10 characters: the rest is not shown]\n");
  }

  @Test
  void showsNoCharacterThatCannotBeStored() {
    outcomeOf(
        context -> {
          context.progress().output("stdout", "a\0\ud83d\ude00\ud83d.");
          return done(context);
        });
    assertThat(attempts.shown()).containsExactly("stdout: a\ufffd\ud83d\ude00\ufffd.");
  }

  @Test
  void tellsOfStartAndEndWithTheResultAsText() {
    executor("it", LocalDispatcherTest::done);
    Assignment attempt = attempts.of(1, "it");
    dispatcher.dispatch(List.of(attempt));
    assertThat(attempts.next()).isEqualTo(new Attempts.Started(attempt));
    AttemptReport report = attempts.nextReport();
    assertThat(report)
        .isEqualTo(
            new AttemptReport(
                report.startedAt(),
                report.endedAt(),
                "{}",
                new Succeeded(Json.object().put("of", "task 1")),
                "{\"of\":\"task 1\"}"));
    assertThat(report.endedAt()).isAfterOrEqualTo(report.startedAt());
  }

  /** Work that throws: every throwable is a failure that a retry cannot help. */
  static List<Throwable> throwables() {
    return List.of(
        new IllegalStateException("wrong"),
        new IOException("wrong"),
        new StackOverflowError(),
        new OutOfMemoryError("wrong"),
        new NoClassDefFoundError("org/example/Gone"),
        new AssertionError("wrong"),
        new ServiceConfigurationError("wrong"),
        new IOError(new IOException("wrong")),
        new InternalError("wrong"),
        new Throwable("wrong"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void reportsWhateverIsThrownAsAFailure(Throwable thrown) {
    AttemptReport report =
        outcomeOf(
            context -> {
              throw LocalDispatcherTest.<RuntimeException>sneaky(thrown);
            });
    String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    String kind =
        thrown instanceof OutOfMemoryError
            ? "out_of_memory"
            : thrown instanceof StackOverflowError ? "stack_overflow" : "unexpected";
    assertThat(report.outcome())
        .isEqualTo(
            Failed.permanent(
                kind,
                "Task 'task 1': the executor 'it' ended with an unexpected "
                    + thrown.getClass().getSimpleName()
                    + message));
    assertThat(report.inputs()).isEqualTo("{}");
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test // #10
  void wrongInputsThatAreThrownAreAFailureThatNoRetryHelps() {
    AttemptReport report =
        outcomeOf(
            context -> {
              throw new InvalidInputException("inputs.n must be a number.");
            });
    assertThat(report.outcome())
        .isEqualTo(Failed.permanent("invalid_input", "inputs.n must be a number."));
  }

  @Test
  void namesTheCauseOfAnEjbException() {
    AttemptReport report =
        outcomeOf(
            context -> {
              throw new EJBException(new IllegalStateException("inside"));
            });
    assertThat(report.outcome())
        .isEqualTo(
            Failed.permanent(
                "unexpected",
                "Task 'task 1': the executor 'it' ended with an unexpected IllegalStateException: inside"));
  }

  @Test
  void anExecutorThatReturnsNothingFails() {
    assertThat(outcomeOf(context -> null).outcome())
        .isEqualTo(
            Failed.permanent("no_outcome", "Task 'task 1': the executor 'it' returned no outcome"));
  }

  @Test
  void aResultThatCannotBeWrittenFails() {
    ObjectNode result = Json.object();
    result.set("x", new POJONode(new Object()));
    assertThat(kindOf(outcomeOf(context -> new Succeeded(result)))).isEqualTo("invalid_result");
  }

  @Test
  void aResultThatContainsItselfFails() {
    ObjectNode result = Json.object();
    result.putArray("x").add(result);
    Failed failed = (Failed) outcomeOf(context -> new Succeeded(result)).outcome();
    assertThat(failed.kind()).isEqualTo("invalid_result");
    assertThat(failed.message()).startsWith("Task 'task 1': the executor 'it' returned a result");
  }

  /** A tree of shared nodes: small in memory, without end as text. */
  @Test
  void aResultWithoutEndFailsAndIsNotCountedToItsEnd() {
    ObjectNode result = Json.object();
    for (int level = 0; level < 60; level++) {
      ObjectNode both = Json.object();
      both.set("a", result);
      both.set("b", result);
      result = both;
    }
    ObjectNode endless = result;
    Failed failed = (Failed) outcomeOf(context -> new Succeeded(endless)).outcome();
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.message()).contains("has more than ").contains("at most 1024");
  }

  @Test
  void anExecutorThatInterruptsItselfSucceedsAndTheNextAttemptIsNotInterrupted() {
    open(Map.of("espalier.engine.max-running-attempts", "1"));
    executor(
        "it",
        context -> {
          boolean before = Thread.currentThread().isInterrupted();
          Thread.currentThread().interrupt();
          return new Succeeded(Json.object().put("interrupted", before));
        });
    dispatcher.dispatch(List.of(attempts.of(1, "it"), attempts.of(2, "it")));
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"interrupted\":false}");
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"interrupted\":false}");
  }

  @Test
  void anAttemptBehindOneThatNeverEndsIsRefusedAfterItsTimeout() {
    executor("it", this::deaf);
    dispatcher.dispatch(List.of(attempts.of(1, 1, "it", 2, Duration.ofMillis(30))));
    assertThat(kindOf(attempts.nextReport())).isEqualTo("stuck");
    dispatcher.dispatch(List.of(attempts.of(1, 2, "it", 2, Duration.ofMillis(40))));
    Failed refused = (Failed) attempts.nextReport().outcome();
    assertThat(refused.kind()).isEqualTo("stuck");
    assertThat(refused.message()).contains("waited 0.04 s").contains("earlier attempt");
  }

  /** One loop for each processor, which virtual threads would not share. */
  @Test
  void attemptsThatComputeWithoutEndDoNotHoldUpOthers() {
    executor(
        "loop",
        context -> {
          while (gate.getCount() > 0) {
            Thread.onSpinWait();
          }
          return done(context);
        });
    executor("it", LocalDispatcherTest::done);
    int processors = Runtime.getRuntime().availableProcessors();
    IntStream.range(0, processors)
        .forEach(i -> dispatcher.dispatch(List.of(attempts.of(i, "loop"))));
    Await.until("all loop", BOUND, () -> dispatcher.load().running() == processors);
    dispatcher.dispatch(List.of(attempts.of(99, "it")));
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"of\":\"task 99\"}");
  }

  @Test
  void abandonedAttemptsDoNotTakeTheLastPlace() {
    open(Map.of("espalier.engine.max-running-attempts", "1"));
    executor("deaf", this::deaf);
    executor("it", LocalDispatcherTest::done);
    Assignment next = attempts.of(9, "it");
    dispatcher.dispatch(
        List.of(
            attempts.of(1, 1, "deaf", 2, Duration.ofMillis(30)),
            attempts.of(2, 1, "deaf", 2, Duration.ofMillis(30)),
            next));
    assertThat(kindOf(attempts.nextReport())).isEqualTo("stuck");
    assertThat(kindOf(attempts.nextReport())).isEqualTo("stuck");
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"of\":\"task 9\"}");
    assertThat(dispatcher.load().abandoned()).isEqualTo(Map.of("deaf", 2));
  }

  @Test
  void anOutcomeWithoutAResultFails() {
    assertThat(kindOf(outcomeOf(context -> new Succeeded(null)))).isEqualTo("unexpected");
  }

  @Test
  void anExecutorThatStopsByItselfFails() {
    assertThat(outcomeOf(context -> new Cancelled("no mood")).outcome())
        .isEqualTo(Failed.permanent("cancelled", "The executor stopped by itself: no mood"));
  }

  @Test
  void anUnknownExecutorFails() {
    dispatcher.dispatch(List.of(attempts.of(1, "none")));
    assertThat(attempts.nextReport().outcome())
        .isEqualTo(
            Failed.permanent(
                "executor_unavailable",
                "The executor 'none' is not available on this node; GET /api/executors says which are, and why others are not."));
  }

  @Test
  void aResultAboveTheCapFailsAndNamesSizeAndCap() {
    AttemptReport report =
        outcomeOf(context -> new Succeeded(Json.object().put("x", "\u00e9".repeat(600))));
    assertThat(report.outcome())
        .isEqualTo(
            Failed.permanent(
                "result_too_large",
                "Task 'task 1': the result has 1208 bytes; at most 1024 are kept (espalier.engine.max-result-bytes)."));
    assertThat(report.resultText()).isNull();
  }

  @Test
  void keepsTheDetailsOfAFailure() {
    Failed failed =
        new Failed("http_503", "busy", true, Optional.empty(), Json.object().put("status", 503));
    AttemptReport report = outcomeOf(context -> failed);
    assertThat(report.outcome()).isEqualTo(failed);
    assertThat(report.resultText()).isEqualTo("{\"status\":503}");
  }

  @Test
  void anAttemptThatTakesTooLongIsInterruptedAndTimesOut() {
    executor("it", this::untilOpen);
    dispatcher.dispatch(List.of(attempts.of(1, 1, "it", 2, Duration.ofMillis(30))));
    assertThat(attempts.nextReport().outcome())
        .isEqualTo(
            Failed.retryable("timeout", "The attempt took longer than its timeout of 0.03 s."));
  }

  @Test
  void aTimeoutStaysATimeoutThoughTheExecutorReturnsAResultAfterIt() {
    executor(
        "it",
        context -> {
          CountDownLatch fired = new CountDownLatch(1);
          context.cancellation().onCancel(fired::countDown);
          awaitDeafly(fired);
          return done(context);
        });
    dispatcher.dispatch(List.of(attempts.of(1, 1, "it", 2, Duration.ofMillis(30))));
    assertThat(kindOf(attempts.nextReport())).isEqualTo("timeout");
  }

  private static void awaitDeafly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Deaf.
      }
    }
  }

  @Test
  void anAttemptThatDoesNotStopIsGivenUpAndReportedOnce() {
    executor("it", this::deaf);
    dispatcher.dispatch(List.of(attempts.of(1, 1, "it", 2, Duration.ofMillis(30))));
    Failed stuck = (Failed) attempts.nextReport().outcome();
    assertThat(stuck.kind()).isEqualTo("stuck");
    assertThat(stuck.retryable()).isFalse();
    Await.until(
        "it holds no place",
        BOUND,
        () -> dispatcher.load().equals(new AttemptLoad(0, Map.of("it", 1), Set.of())));
    gate.countDown();
    Await.until("the thread is back", BOUND, () -> dispatcher.load().abandoned().isEmpty());
    assertThat(attempts.isQuiet()).isTrue();
  }

  @Test
  void doesNotBeginASecondAttemptOfATaskWhileTheFirstIsInside() {
    executor("it", this::deaf);
    dispatcher.dispatch(List.of(attempts.of(1, 1, "it", 2, Duration.ofMillis(30))));
    assertThat(kindOf(attempts.nextReport())).isEqualTo("stuck");
    executor("it", LocalDispatcherTest::done);
    Assignment second = attempts.of(1, 2, "it", 2, Duration.ofMinutes(1));
    Assignment other = attempts.of(2, "it");
    dispatcher.dispatch(List.of(second, other));
    assertThat(attempts.next()).isEqualTo(new Attempts.Started(other));
    attempts.nextReport();
    gate.countDown();
    assertThat(attempts.next()).isEqualTo(new Attempts.Started(second));
  }

  @Test
  void stopInterruptsARunningAttempt() throws Exception {
    executor("it", this::untilOpen);
    Assignment attempt = attempts.of(1, "it");
    dispatcher.dispatch(List.of(attempt));
    entered.await();
    dispatcher.stop(attempt, CancellationReason.PAUSED);
    assertThat(attempts.nextReport().outcome()).isEqualTo(new Cancelled("PAUSED"));
    assertThat(attempt.token().reason()).contains(CancellationReason.PAUSED);
  }

  @Test
  void stopGivesUpAnAttemptThatDoesNotReturn() throws Exception {
    executor("it", this::deaf);
    Assignment attempt = attempts.of(1, "it");
    dispatcher.dispatch(List.of(attempt));
    entered.await();
    dispatcher.stop(attempt, CancellationReason.CANCELLED);
    assertThat(attempts.nextReport().outcome()).isEqualTo(new Cancelled("given up"));
  }

  @Test
  void anAttemptPastItsPointOfNoReturnIsNotGivenUp() throws Exception {
    executor(
        "it",
        context -> {
          assertThat(context.cancellation().settle()).isTrue();
          return deaf(context);
        });
    Assignment settled = attempts.of(1, 1, "it", 2, Duration.ofMillis(100));
    dispatcher.dispatch(List.of(settled));
    entered.await();
    dispatcher.stop(settled, CancellationReason.CANCELLED);
    executor("other", this::deaf);
    Assignment other = attempts.of(2, 1, "other", 2, Duration.ofMillis(300));
    dispatcher.dispatch(List.of(other));
    assertThat(kindOf(attempts.nextReport())).as("of the other").isEqualTo("stuck");
    gate.countDown();
    assertThat(attempts.nextReport().outcome())
        .isEqualTo(new Succeeded(Json.object().put("of", "task 1")));
    assertThat(settled.token().isCancelled()).isFalse();
  }

  @Test
  void aResultInSpiteOfAStopIsKept() throws Exception {
    executor("it", this::deaf);
    open(Map.of("espalier.engine.stop-grace", "PT60S"));
    Assignment attempt = attempts.of(1, "it");
    dispatcher.dispatch(List.of(attempt));
    entered.await();
    dispatcher.stop(attempt, CancellationReason.PAUSED);
    gate.countDown();
    assertThat(attempts.nextReport().outcome())
        .isEqualTo(new Succeeded(Json.object().put("of", "task 1")));
  }

  @Test
  void stopWithdrawsAnAttemptThatHasNotBegun() throws Exception {
    open(Map.of("espalier.engine.max-running-attempts", "1"));
    executor("it", this::untilOpen);
    Assignment first = attempts.of(1, "it");
    Assignment second = attempts.of(2, "it");
    dispatcher.dispatch(List.of(first, second));
    entered.await();
    assertThat(attempts.next()).isEqualTo(new Attempts.Started(first));
    dispatcher.stop(second, CancellationReason.PAUSED);
    assertThat(attempts.next()).isEqualTo(new Attempts.Withdrawn(second));
    dispatcher.stop(second, CancellationReason.PAUSED);
    gate.countDown();
    attempts.nextReport();
    Await.until("the thread is back", BOUND, () -> dispatcher.load().running() == 0);
    assertThat(attempts.isQuiet()).isTrue();
  }

  @Test
  void aWithdrawnAttemptCanBeDispatchedAgainUnderItsNumber() throws Exception {
    open(Map.of("espalier.engine.max-running-attempts", "1"));
    executor("it", this::untilOpen);
    Assignment first = attempts.of(1, "it");
    Assignment second = attempts.of(2, "it");
    dispatcher.dispatch(List.of(first, second));
    entered.await();
    dispatcher.stop(second, CancellationReason.PAUSED);
    Assignment again = attempts.of(2, "it");
    dispatcher.dispatch(List.of(again));
    gate.countDown();
    AttemptReport report = attempts.nextReport();
    assertThat(report.resultText()).isEqualTo("{\"of\":\"task 1\"}");
    assertThat(attempts.next()).isEqualTo(new Attempts.Started(again));
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"of\":\"task 2\"}");
  }

  @Test
  void runsNoMoreAtATimeThanTheLimitAllows() {
    open(Map.of("espalier.engine.executor-limits", "it=2"));
    AtomicInteger inside = new AtomicInteger();
    AtomicReference<Integer> most = new AtomicReference<>(0);
    executor(
        "it",
        context -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          inside.decrementAndGet();
          return done(context);
        });
    dispatcher.dispatch(IntStream.range(0, 500).mapToObj(i -> attempts.of(i, "it")).toList());
    for (int i = 0; i < 500; i++) {
      attempts.nextReport();
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void anInterruptOfOneAttemptDoesNotReachTheNextOfTheThread() throws Exception {
    open(Map.of("espalier.engine.max-running-attempts", "1"));
    executor("first", this::untilOpen);
    executor(
        "second",
        context ->
            new Succeeded(
                Json.object().put("interrupted", Thread.currentThread().isInterrupted())));
    Assignment first = attempts.of(1, "first");
    dispatcher.dispatch(List.of(first, attempts.of(2, "second")));
    entered.await();
    dispatcher.stop(first, CancellationReason.PAUSED);
    attempts.nextReport();
    assertThat(attempts.nextReport().resultText()).isEqualTo("{\"interrupted\":false}");
  }

  @Test
  void closeInterruptsItsThreadsAndLeavesNone() throws Exception {
    AtomicReference<Thread> worker = new AtomicReference<>();
    executor(
        "it",
        context -> {
          worker.set(Thread.currentThread());
          return untilOpen(context);
        });
    dispatcher.dispatch(List.of(attempts.of(1, "it")));
    entered.await();
    dispatcher.close();
    worker.get().join(BOUND.toMillis());
    assertThat(worker.get().isAlive()).isFalse();
  }

  private static String kindOf(AttemptReport report) {
    return report.outcome() instanceof Failed failed ? failed.kind() : "none";
  }

  // #19
  @Test
  void inputsThatWouldBeTooLargeAreNotMade() {
    open(Map.of("espalier.engine.max-inputs-chars", "100000"));
    executor("any", LocalDispatcherTest::done);
    ObjectNode result = Json.object().put("text", "x".repeat(1_000));
    Assignment.DependencyResult dependency =
        new Assignment.DependencyResult(
            new UUID(2, 2), null, "a", org.espalier.tree.TaskStatus.COMPLETED, result, null);
    Assignment attempt =
        Attempts.withInputs("{'all':'" + "${a.text}".repeat(200) + "'}", Map.of(), dependency);
    dispatcher.dispatch(List.of(attempt));
    AttemptReport report = ((Attempts) attempt.listener()).nextReport();
    assertThat(report.outcome())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo("inputs_too_large");
              assertThat(failed.message())
                  .containsPattern("about 20\\d{4} characters")
                  .contains("at most 100000")
                  .contains("espalier.engine.max-inputs-chars");
            });
  }
}
