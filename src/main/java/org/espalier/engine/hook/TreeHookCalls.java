package org.espalier.engine.hook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.node.NodeService;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.event.TaskEvent.RunChange;
import org.espalier.event.TaskEvent.RunChanged;
import org.espalier.hook.HookedTree;
import org.espalier.hook.Hooks;
import org.jspecify.annotations.Nullable;

/**
 * Calls hooks of trees for what this node committed, on one thread, so that no run waits for a
 * hook. Without such hooks it does nothing at all. Thread-safe.
 */
@ApplicationScoped
public class TreeHookCalls implements NodeService {
  private static final System.Logger LOG = System.getLogger(TreeHookCalls.class.getName());
  private static final int MAX_WAITING = 100_000;
  private static final long STOP_PATIENCE_SECONDS = 5;

  private EventLog events;
  private TreeRunner runner;
  private Hooks hooks;
  private final Consumer<TaskEvent> onCommit = this::committed;
  private final Consumer<UUID> onCreate =
      tree -> queue(new HookedTree(tree, Optional.empty(), "created", Optional.empty()));
  private @Nullable ThreadPoolExecutor caller;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected TreeHookCalls() {}

  @Inject
  public TreeHookCalls(EventLog events, TreeRunner runner, Hooks hooks) {
    this.events = events;
    this.runner = runner;
    this.hooks = hooks;
  }

  @Override
  public void start(ThreadFactory threads) {
    if (hooks.treeHooks().isEmpty()) {
      return;
    }
    caller =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            threads,
            (call, pool) ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "a call of the hooks of trees is left out: too many wait"));
    events.onCommit(onCommit);
    runner.onCreate(onCreate);
  }

  /** Waits a little for the calls that are due. */
  @Override
  public void stop() {
    events.removeCommitListener(onCommit);
    runner.removeCreateListener(onCreate);
    ThreadPoolExecutor pool = caller;
    if (pool == null) {
      return;
    }
    pool.shutdown();
    try {
      if (!pool.awaitTermination(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void committed(TaskEvent event) {
    if (event instanceof RunChanged changed) {
      if (changed.change() == RunChange.STARTED) {
        queue(tree(changed, "started"));
      } else if (changed.change() == RunChange.ENDED) {
        queue(tree(changed, changed.status().word()));
      }
    }
  }

  private static HookedTree tree(RunChanged changed, String status) {
    return new HookedTree(
        changed.where().treeId(), Optional.of(changed.where().runId()), status, changed.error());
  }

  private void queue(HookedTree tree) {
    ThreadPoolExecutor pool = caller;
    if (pool != null) {
      pool.execute(() -> hooks.call(tree));
    }
  }
}
