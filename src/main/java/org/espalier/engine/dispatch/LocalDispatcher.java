package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.node.AttemptLoad;
import org.espalier.engine.node.Dispatcher;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.TaskExecutor;
import org.espalier.hook.Hooks;
import org.espalier.json.Json;
import org.espalier.security.Secrets;
import org.espalier.settings.EngineSettings;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.submission.ElementReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts on threads of this node, under its limits and their timeouts. A thread that is
 * done with one attempt takes the next waiting one itself, so that a burst of short tasks costs no
 * hand-over each. Thread-safe.
 *
 * <p>An attempt that ignores its interrupt is given up after a grace: it is reported, its place is
 * free for another, and its thread goes on beside until it ends, if ever. It is logged and counted
 * in {@link #load}.
 */
@ApplicationScoped
public class LocalDispatcher implements Dispatcher {
  private static final System.Logger LOG = System.getLogger(LocalDispatcher.class.getName());

  /** How often an attempt that must not be given up is looked at. */
  private static final Duration SETTLED_PAUSE = Duration.ofSeconds(1);

  /** This part of the heap is for the inputs of attempts. */
  private static final int INPUTS_SHARE = 8;

  private static final Duration THREADS_PAUSE = Duration.ofSeconds(1);

  private EngineSettings settings;
  private SteadyClock clock;
  private AttemptQueue queue;
  private AttemptRunner runner;
  private ExecutorService threads;
  private AttemptTimers timers;
  private final Map<Assignment.Key, RunningAttempt> attempts = new ConcurrentHashMap<>();

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  private @Nullable ManagedThreadFactory managedThreads;

  /** For CDI only. */
  protected LocalDispatcher() {}

  @Inject
  public LocalDispatcher(
      EspalierSettings settings,
      SteadyClock clock,
      ExecutorRegistry registry,
      InputSchemas schemas,
      Secrets secrets,
      Hooks hooks) {
    this(
        settings.engine(),
        clock,
        registry::find,
        secrets::find,
        new InputCheck(
            schemas,
            kind -> registry.requireType(kind).inputsSchema(),
            kind -> resultSchema(registry, kind)),
        hooks,
        new Demo(settings.demo().sleepScale()),
        new ElementReader(settings, UUID::randomUUID));
  }

  LocalDispatcher(
      EngineSettings settings,
      SteadyClock clock,
      Function<String, Optional<TaskExecutor>> executors,
      Function<String, Optional<String>> secrets,
      InputCheck inputCheck,
      Hooks hooks,
      Demo demo,
      ElementReader elements) {
    this.settings = settings;
    this.clock = clock;
    this.queue = new AttemptQueue(settings, maxInputBytes(), this::refuseLater);
    this.runner =
        new AttemptRunner(executors, secrets, inputCheck, settings, clock, hooks, demo, elements);
  }

  private static long maxInputBytes() {
    return Runtime.getRuntime().maxMemory() / INPUTS_SHARE;
  }

  private static ObjectNode resultSchema(ExecutorRegistry registry, String kind) {
    return registry.types().stream()
        .filter(type -> type.kind().equals(kind))
        .findFirst()
        .map(ExecutorType::resultSchema)
        .orElseGet(Json::object);
  }

  /** Makes the threads; called once, before anything is dispatched. */
  @PostConstruct
  @SuppressWarnings("NullAway.Init")
  public void open() {
    ThreadFactory factory = managedThreads == null ? Thread::new : managedThreads;
    threads = AttemptThreads.create(settings.maxRunningAttempts(), factory);
    timers = new AttemptTimers(factory);
  }

  /** Ends the threads; attempts that still run are interrupted. */
  @PreDestroy
  public void close() {
    timers.close();
    threads.shutdownNow();
  }

  @Override
  public void dispatch(List<Assignment> assignments) {
    InputSizes sizes = new InputSizes();
    List<RunningAttempt> added =
        assignments.stream().map(one -> new RunningAttempt(one, sizes.of(one))).toList();
    added.forEach(attempt -> attempts.put(attempt.assignment().key(), attempt));
    startThreads(queue.add(added));
  }

  private void startThreads(int count) {
    for (int i = 0; i < count; i++) {
      RunningAttempt first = queue.next();
      if (first == null) {
        return;
      }
      try {
        threads.execute(() -> work(first));
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        startLater(first, e);
        return;
      }
    }
  }

  /** No thread was to be had: the attempt waits again, and is looked for when there may be one. */
  private void startLater(RunningAttempt attempt, Throwable cause) {
    queue.left(attempt.assignment());
    AttemptTimers.insist(() -> queue.add(List.of(attempt)));
    if (!timers.isClosed()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no thread for an attempt; trying again: {0}",
          cause.toString());
      timers.later(THREADS_PAUSE, () -> startThreads(1));
    }
  }

  private void work(RunningAttempt first) {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    for (RunningAttempt next = first; next != null; next = queue.next()) {
      try {
        attempt(next);
      } finally {
        Thread.currentThread().setContextClassLoader(own); // the executor may have set another
        attempts.remove(next.assignment().key(), next);
        queue.left(next.assignment());
        startThreads(queue.waitingForMemory() - 1); // several may fit where one has left
      }
    }
  }

  private void attempt(RunningAttempt attempt) {
    try {
      attempt.awaitTurn();
      if (!attempt.begin(clock.instant())) {
        return;
      }
      try {
        attempt.report(made(attempt));
      } finally {
        attempt.leave();
      }
    } finally {
      attempt.enter();
    }
  }

  private AttemptReport made(RunningAttempt attempt) {
    try {
      attempt.watchedBy(timers.later(attempt.assignment().timeout(), () -> timeOut(attempt)));
      return runner.run(attempt.assignment(), attempt.inputSize(), attempt::enter);
    } catch (RuntimeException | Error e) {
      return Mishaps.lastResort(attempt.begunAt(), clock, null);
    }
  }

  private void timeOut(RunningAttempt attempt) {
    attempt.stop(CancellationReason.TIMEOUT);
    giveUpLater(attempt);
  }

  @Override
  public void stop(Assignment assignment, CancellationReason reason) {
    RunningAttempt attempt = attempts.get(assignment.key());
    if (attempt == null) {
      return;
    }
    if (attempt.withdraw()) {
      attempts.remove(assignment.key(), attempt);
      assignment.listener().withdrawn(assignment);
    } else {
      attempt.stop(reason);
      giveUpLater(attempt);
    }
  }

  /**
   * An attempt that does not return in time is reported without its thread, which is left to end
   * when it may.
   */
  private void giveUpLater(RunningAttempt attempt) {
    if (attempt.isReported()) {
      return;
    }
    attempt.watchedBy(timers.later(settings.stopGrace(), () -> giveUp(attempt)));
  }

  /** An attempt that has passed its point of no return is waited for. */
  private void giveUp(RunningAttempt attempt) {
    Assignment assignment = attempt.assignment();
    if (assignment.token().isSettled()) {
      attempt.watchedBy(timers.later(SETTLED_PAUSE, () -> giveUp(attempt)));
      return;
    }
    boolean isTimeout = assignment.token().reason().equals(Optional.of(CancellationReason.TIMEOUT));
    AttemptReport report =
        new AttemptReport(
            attempt.begunAt(),
            clock.instant(),
            null,
            isTimeout ? Outcomes.stuck(assignment) : new Cancelled("given up"),
            null);
    if (attempt.report(report)) {
      abandon(attempt);
    }
  }

  /** Its thread is lost to the node for as long as it runs; its place is not. */
  private void abandon(RunningAttempt attempt) {
    StackTraceElement[] stack = attempt.stack();
    int ofKind = queue.abandon(attempt.assignment());
    if (ofKind > 0) {
      AbandonedAttempt.log(attempt.assignment(), ofKind, stack);
      startThreads(1);
    }
  }

  /**
   * An attempt whose task is still held by an earlier one, perhaps for ever, waits no longer than
   * it might have taken itself.
   */
  private void refuseLater(RunningAttempt blocked) {
    timers.later(blocked.assignment().timeout(), () -> refuse(blocked));
  }

  private void refuse(RunningAttempt blocked) {
    Instant now = clock.instant();
    Assignment assignment = blocked.assignment();
    if (blocked.refuse(new AttemptReport(now, now, null, Outcomes.blocked(assignment), null))) {
      attempts.remove(assignment.key(), blocked);
    }
  }

  @Override
  public AttemptLoad load() {
    return queue.load();
  }
}
