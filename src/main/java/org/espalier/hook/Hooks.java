package org.espalier.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Knows all hooks and calls them. What a hook throws ends here: it is logged, counted, and told to
 * whoever wants to know. Built once; thread-safe.
 */
@ApplicationScoped
public class Hooks {
  private static final System.Logger LOG = System.getLogger(Hooks.class.getName());

  private static final String NO_ANSWER =
      "before() returned null; for no answer it returns Optional.empty()";

  private List<CalledHook<TaskHook>> taskHooks = List.of();
  private List<CalledHook<TreeHook>> treeHooks = List.of();
  private Iterable<HookFailure.Listener> listeners = List.of();
  private Clock clock = Clock.systemUTC();

  /** No hooks; also for CDI's proxy. */
  protected Hooks() {}

  @Inject
  Hooks(
      @Any Instance<TaskHook> taskBeans,
      @Any Instance<TreeHook> treeBeans,
      @Any Instance<HookFailure.Listener> listeners,
      ExecutorRegistry registry,
      Clock clock) {
    this.taskHooks = sorted(joined(taskBeans, registry.providersOf(TaskHook.class)));
    this.treeHooks = sorted(joined(treeBeans, registry.providersOf(TreeHook.class)));
    this.listeners = listeners;
    this.clock = clock;
  }

  /** These hooks. */
  public Hooks(
      List<TaskHook> taskHooks,
      List<TreeHook> treeHooks,
      Iterable<HookFailure.Listener> listeners,
      Clock clock) {
    this.taskHooks = sorted(called(taskHooks));
    this.treeHooks = sorted(called(treeHooks));
    this.listeners = listeners;
    this.clock = clock;
  }

  /** None. */
  public static Hooks none() {
    return new Hooks();
  }

  /** A bean's class is asked of CDI: what is injected is a proxy, of an EJB one without a name. */
  private static <H extends Hook> Stream<CalledHook<H>> joined(Instance<H> beans, List<H> loaded) {
    Stream<CalledHook<H>> ofBeans =
        beans
            .handlesStream()
            .map(bean -> new CalledHook<>(bean.get(), bean.getBean().getBeanClass()));
    return Stream.concat(ofBeans, called(loaded));
  }

  private static <H extends Hook> Stream<CalledHook<H>> called(List<H> hooks) {
    return hooks.stream().map(hook -> new CalledHook<>(hook, hook.getClass()));
  }

  private static <H extends Hook> List<CalledHook<H>> sorted(Stream<CalledHook<H>> hooks) {
    return hooks
        .sorted(
            Comparator.<CalledHook<H>>comparingInt(called -> called.hook().order())
                .thenComparing(CalledHook::name))
        .toList();
  }

  /** The hooks of tasks, in the order of their calls. */
  public List<CalledHook<TaskHook>> taskHooks() {
    return taskHooks;
  }

  /** The hooks of trees, in the order of their calls. */
  public List<CalledHook<TreeHook>> treeHooks() {
    return treeHooks;
  }

  /** Whether any hook is called for tasks of this kind. */
  public boolean areFor(String executor) {
    return !taskHooks.isEmpty() && taskHooks.stream().anyMatch(called -> isFor(called, executor));
  }

  private static boolean isFor(CalledHook<TaskHook> called, String executor) {
    return called.executors().isEmpty() || called.executors().contains(executor);
  }

  /**
   * Calls what is to be called before an attempt. A hook that fails leaves the inputs as they were
   * before it.
   *
   * @return what the first hook answers that answers anything; no further one is called then
   */
  public Optional<ExecutionOutcome> before(HookedTask task) {
    for (CalledHook<TaskHook> called : taskHooks) {
      if (!isFor(called, task.executor())) {
        continue;
      }
      ObjectNode kept = task.inputs().deepCopy();
      AtomicReference<@Nullable ExecutionOutcome> answer = new AtomicReference<>();
      boolean isWell =
          call(
              called,
              "before",
              Optional.of(task),
              task.treeId(),
              hook ->
                  answer.set(Objects.requireNonNull(hook.before(task), NO_ANSWER).orElse(null)));
      if (!isWell) {
        task.inputs().removeAll();
        task.inputs().setAll(kept);
      } else if (answer.get() != null) {
        return Optional.ofNullable(answer.get());
      }
    }
    return Optional.empty();
  }

  /** Calls what is to be called after an attempt, in the opposite order. */
  public void after(HookedTask task, ExecutionOutcome outcome) {
    for (int i = taskHooks.size() - 1; i >= 0; i--) {
      CalledHook<TaskHook> called = taskHooks.get(i);
      if (isFor(called, task.executor())) {
        call(called, "after", Optional.of(task), task.treeId(), hook -> hook.after(task, outcome));
      }
    }
  }

  /** Calls the hooks of trees for what happened. */
  public void call(HookedTree tree) {
    for (CalledHook<TreeHook> called : treeHooks) {
      call(
          called,
          tree.status(),
          Optional.empty(),
          tree.treeId(),
          hook -> {
            switch (tree.status()) {
              case "created" -> hook.created(tree);
              case "started" -> hook.started(tree);
              case "completed" -> hook.completed(tree);
              default -> hook.failed(tree);
            }
          });
    }
  }

  private interface Body<H> {
    void of(H hook) throws Exception;
  }

  private <H> boolean call(
      CalledHook<H> called, String phase, Optional<HookedTask> task, UUID treeId, Body<H> body) {
    called.noteCall();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(called.hook().getClass().getClassLoader());
      body.of(called.hook());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      fail(called, new HookFailure(called.name(), phase, task, treeId, String.valueOf(e)), e);
    } finally {
      thread.setContextClassLoader(before);
    }
    return false;
  }

  private void fail(CalledHook<?> called, HookFailure failure, Throwable cause) {
    called.noteFailure(failure.error(), clock);
    LOG.log(
        System.Logger.Level.WARNING,
        "hook %s (%s) failed for %s of tree %s; that changes nothing else"
            .formatted(
                failure.hook(),
                failure.phase(),
                failure.task().map(task -> "task " + task.taskId()).orElse("a run"),
                failure.treeId()),
        cause);
    listeners.forEach(listener -> listener.failed(failure));
  }
}
