package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.RunOptions;
import org.espalier.engine.RunScope;
import org.espalier.engine.RunStart;
import org.espalier.engine.TreeNodes;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.WebhookPush;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;

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
  @Inject Instance<WebhookPush> push;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public Execution() {}

  /**
   * What a caller wants of a run.
   *
   * @param demo results for show instead of work
   * @param cascade tasks that depend on one that runs again run again too
   * @param webhook where events of the run are to be pushed
   */
  record Wishes(boolean demo, boolean cascade, Optional<ObjectNode> webhook) {
    static Wishes of(Params params) {
      Optional<ObjectNode> webhook = params.object("webhook_config");
      webhook.ifPresent(WebhookConfig::check);
      return new Wishes(params.flag("use_demo", false), params.flag("cascade", true), webhook);
    }

    /** The protocol merges results flat. */
    RunOptions options() {
      return new RunOptions(true, demo);
    }
  }

  /** A run that was queued, and the task it was asked for. */
  record Begun(UUID runId, UUID rootId, UUID taskId, String name) {}

  /** Stores new tasks and runs them. */
  Begun runNew(ArrayNode given, Wishes wishes) {
    Optional<WebhookPush> pushes = pushes(wishes);
    NewTree tree = creation.storeAndRun(given, wishes.options());
    UUID rootId = tree.tree().id();
    UUID runId = tree.tree().lastRunId().orElseThrow();
    pushes.ifPresent(to -> to.follow(runId, rootId, wishes.webhook().orElseThrow()));
    return new Begun(runId, rootId, rootId, tree.tree().name());
  }

  /**
   * Runs a stored task.
   *
   * @throws org.espalier.engine.RunActiveException while a run of its tree is on
   */
  Begun run(Task task, Wishes wishes) {
    Optional<WebhookPush> pushes = pushes(wishes);
    List<Task> tree = tasks.tasksOf(task.treeId());
    boolean isRoot = task.id().equals(task.treeId());
    RunStart start =
        isRoot
            ? ofTree(tree)
            : new RunStart(
                RunScope.TASKS,
                RerunPlan.chosen(TreeNodes.below(task, tree), task, tree, wishes.cascade()),
                Map.of());
    UUID runId = runner.start(task.treeId(), start.with(wishes.options()));
    pushes.ifPresent(to -> to.follow(runId, task.treeId(), wishes.webhook().orElseThrow()));
    return new Begun(runId, task.treeId(), task.id(), task.name());
  }

  private static RunStart ofTree(List<Task> tree) {
    boolean isCompleted = tree.stream().allMatch(task -> task.status() == TaskStatus.COMPLETED);
    RunScope scope = isCompleted ? RunScope.ALL : RunScope.FAILED;
    return new RunStart(scope, Set.of(), Map.of());
  }

  private Optional<WebhookPush> pushes(Wishes wishes) {
    if (wishes.webhook().isEmpty()) {
      return Optional.empty();
    }
    if (push.isUnsatisfied()) {
      throw new RpcException(RpcCode.SERVER_ERROR, "This server does not push events to webhooks.");
    }
    return Optional.of(push.get());
  }
}
