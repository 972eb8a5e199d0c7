package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.api.http.LargeReads;
import org.espalier.api.jsonrpc.Params;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.edit.TreeNodes;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunCompanion;
import org.espalier.engine.store.RunStart;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.webhook.WebhookConfig;

/**
 * Decides what an execution runs: of a tree what is not completed, with everything downstream of
 * it, or all of it when all is completed; of any other task the task, what is below it and not
 * completed, and what these wait for. Thread-safe.
 */
@ApplicationScoped
public class Execution {
  @Inject TaskRepository tasks;
  @Inject TreeRunner runner;
  @Inject Creation creation;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public Execution() {}

  /**
   * What a caller wants of a run.
   *
   * @param demo results for show instead of work
   * @param cascade tasks that depend on one that runs again run again too
   * @param webhook where events of the run are to be pushed
   */
  record Wishes(boolean demo, boolean cascade, Optional<WebhookConfig> webhook) {
    static Wishes of(Params params) {
      return new Wishes(
          params.flag("use_demo", false), params.flag("cascade", true), params.webhook());
    }

    /** The protocol merges results flat. */
    RunOptions options() {
      return new RunOptions(true, demo);
    }
  }

  /** A run that was queued, and the task it was asked for. */
  record Begun(UUID runId, UUID rootId, UUID taskId, String name) {}

  /** Stores new tasks and queues a run of them, with the receiver of its events; all or nothing. */
  Begun runNew(ArrayNode given, Wishes wishes) {
    List<RunCompanion> receiver = wishes.webhook().<RunCompanion>map(it -> it).stream().toList();
    NewTree tree = creation.storeAndRun(given, wishes.options(), receiver);
    UUID rootId = tree.tree().id();
    return new Begun(tree.tree().lastRunId().orElseThrow(), rootId, rootId, tree.tree().name());
  }

  /**
   * Runs a stored task.
   *
   * @throws org.espalier.engine.store.RunActiveException while a run of its tree is on
   */
  Begun run(Task task, Wishes wishes) {
    LargeReads.Turn turn = turns.take(tasks.requireTree(task.treeId()).taskCount());
    try (turn) {
      return begin(task, wishes);
    }
  }

  private Begun begin(Task task, Wishes wishes) {
    List<Task> tree = tasks.tasksOf(task.treeId());
    boolean isRoot = task.id().equals(task.treeId());
    RunStart start =
        isRoot
            ? ofTree(tree)
            : new RunStart(
                RunScope.TASKS,
                RerunPlan.chosen(TreeNodes.below(task, tree), task, tree, wishes.cascade()),
                Map.of());
    RunStart wanted = start.with(wishes.options());
    UUID runId = runner.start(task.treeId(), wishes.webhook().map(wanted::with).orElse(wanted));
    return new Begun(runId, task.treeId(), task.id(), task.name());
  }

  private static RunStart ofTree(List<Task> tree) {
    boolean isCompleted = tree.stream().allMatch(task -> task.status() == TaskStatus.COMPLETED);
    RunScope scope = isCompleted ? RunScope.ALL : RunScope.FAILED;
    return new RunStart(scope, Set.of(), Map.of());
  }
}
