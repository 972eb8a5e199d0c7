package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.espalier.engine.RunOptions;
import org.espalier.engine.RunRepository;
import org.espalier.engine.RunTrigger;
import org.espalier.engine.schedule.Schedules;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;

/** Runs a task now, as its schedule would. */
@ApplicationScoped
public class TriggerMethods implements RpcMethods {
  /** Clients of the reference implementation wait for 30 seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  @Inject TaskFinder finder;
  @Inject Schedules schedules;
  @Inject RunRepository runs;
  @Inject TaskRepository tasks;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public TriggerMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.webhook.trigger", this::trigger);
  }

  private RpcResult trigger(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    boolean waits = !params.flag("async_execution", true);
    UUID runId =
        schedules.trigger(
            task.id(), start -> start.by(RunTrigger.REQUEST).with(new RunOptions(true, false)));
    boolean isOver = waits && awaitEnd(runId);
    return new RpcResult.Value(isOver ? ended(task.id()) : triggered(task, runId));
  }

  private boolean awaitEnd(UUID runId) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (runs.require(runId).status().isTerminal()) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  private static ObjectNode triggered(Task task, UUID runId) {
    return Json.object()
        .put("success", true)
        .put("status", "triggered")
        .put("task_id", task.id().toString())
        .put("message", "Task execution triggered")
        .put("run_id", runId.toString());
  }

  private ObjectNode ended(UUID taskId) {
    Task task = tasks.requireTask(taskId);
    ObjectNode answer =
        Json.object()
            .put("success", task.status() == TaskStatus.COMPLETED)
            .put("status", task.status().word())
            .put("task_id", task.id().toString());
    answer.set("result", task.result().map(Json::read).orElse(NullNode.instance));
    answer.put("error", task.error().orElse(null));
    ArrayNode children = answer.putArray("children");
    for (Task child : tasks.childrenOf(taskId)) {
      children
          .addObject()
          .put("task_id", child.id().toString())
          .put("name", child.name())
          .put("status", child.status().word())
          .put("error", child.error().orElse(null));
    }
    return answer;
  }
}
