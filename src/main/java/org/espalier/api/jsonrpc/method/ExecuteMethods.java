package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcEvents;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.store.RunActiveException;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.tree.Task;
import org.espalier.webhook.TriggerAnswers;

/** Runs stored tasks, and new ones together with storing them. */
@ApplicationScoped
public class ExecuteMethods implements RpcMethods {
  @Inject TaskFinder finder;
  @Inject Execution execution;
  @Inject RpcEvents events;
  @Inject CopyMethods copies;
  @Inject TriggerAnswers ends;

  /** For the container, which sets the fields. */
  public ExecuteMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.execute", this::execute);
  }

  private RpcResult execute(RpcCall call) {
    ObjectNode options = call.params().isObject() ? (ObjectNode) call.params() : Json.object();
    boolean streams = new Params(options).flag("use_streaming", false) && call.mayStream();
    if (!streams) {
      boolean waits = new Params(options).flag("wait", false);
      RpcResult started = run(call, options, false);
      return waits ? awaited(started) : started;
    }
    events.reserve();
    RpcResult result = null;
    try {
      result = run(call, options, true);
      return result;
    } finally {
      if (!(result instanceof RpcResult.Events)) {
        events.giveBack();
      }
    }
  }

  private RpcResult run(RpcCall call, ObjectNode options, boolean streams) {
    Params params = new Params(options);
    Execution.Wishes wishes = Execution.Wishes.of(params);
    if (call.params().isArray() || options.has("tasks")) {
      ArrayNode tasks = TaskForm.tasks(call.params());
      return started(execution.runNew(tasks, wishes), Optional.empty(), wishes, streams);
    }
    Task task = finder.require(params);
    Optional<UUID> original = Optional.empty();
    if (params.flag("copy_execution", false)) {
      original = Optional.of(task.id());
      task = copies.copyToRun(task, params);
    }
    try {
      return started(execution.run(task, wishes), original, wishes, streams);
    } catch (RunActiveException e) {
      return alreadyRunning(call, task, e);
    }
  }

  private static RpcResult started(
      Execution.Begun begun, Optional<UUID> original, Execution.Wishes wishes, boolean streams) {
    ObjectNode answer =
        Json.object()
            .put("success", true)
            .put("protocol", "jsonrpc")
            .put("root_task_id", begun.rootId().toString())
            .put("task_id", begun.taskId().toString())
            .put("status", "started")
            .put("message", message(begun, streams))
            .put("run_id", begun.runId().toString());
    original.ifPresent(id -> answer.put("original_task_id", id.toString()));
    wishes.webhook().ifPresent(hook -> answer.put("webhook_url", hook.url()));
    if (!streams) {
      return new RpcResult.Value(answer);
    }
    return new RpcResult.Events(answer.put("streaming", true), begun.runId(), begun.rootId());
  }

  /** The answer of a run when it is over; as it is when that takes longer, or none was started. */
  private RpcResult awaited(RpcResult started) {
    ObjectNode answer = (ObjectNode) started.value();
    if (!answer.path("success").booleanValue()) {
      return started;
    }
    UUID taskId = UUID.fromString(answer.get("task_id").textValue());
    UUID runId = UUID.fromString(answer.get("run_id").textValue());
    try {
      ObjectNode ended = ends.ended(taskId, runId, TriggerMethods.PATIENCE);
      String status = ended.path("status").asText();
      if (!status.equals("triggered")) {
        answer.setAll(ended);
        answer.put("message", "Task execution ended: " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return started;
  }

  private static String message(Execution.Begun begun, boolean streams) {
    return "Task execution started: '%s'%s"
        .formatted(
            FieldReader.shorten(begun.name()), streams ? ", its events follow in this stream" : "");
  }

  private static RpcResult alreadyRunning(RpcCall call, Task task, RunActiveException e) {
    String message = "Task %s is already running".formatted(task.treeId());
    return switch (call.dialect()) {
      case SOURCE -> {
        JsonNode answer =
            Json.object()
                .put("success", false)
                .put("protocol", "jsonrpc")
                .put("root_task_id", task.treeId().toString())
                .put("task_id", task.id().toString())
                .put("status", "already_running")
                .put("message", message)
                .put("run_id", e.runId().toString());
        yield new RpcResult.Value(answer);
      }
      case PROTOCOL ->
          throw new RpcException(
              RpcError.of(RpcCode.TASK_ALREADY_EXECUTING, message)
                  .with("task_id", task.id().toString()));
    };
  }
}
