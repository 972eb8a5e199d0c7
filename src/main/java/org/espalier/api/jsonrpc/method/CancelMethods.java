package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/** Cancels tasks: the root's with its whole tree, any other alone. */
@ApplicationScoped
public class CancelMethods implements RpcMethods {
  @Inject TaskFinder finder;
  @Inject Cancellation cancellation;

  /** For the container, which sets the fields. */
  public CancelMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.cancel", this::cancel, "tasks.running.cancel", this::cancel);
  }

  private RpcResult cancel(RpcCall call) {
    Params params = call.named();
    boolean force = params.flag("force", false);
    String message =
        params
            .words("error_message")
            .orElse(force ? "Force cancelled by user" : "Cancelled by user");
    if (params.has("task_id")) {
      return new RpcResult.Value(one(params.requireText("task_id"), message));
    }
    ArrayNode answers = Json.array();
    for (String id : RunningMethods.TaskIds.of(params)) {
      answers.add(item(id, message).put("force", force));
    }
    return new RpcResult.Value(answers);
  }

  /** The protocol's form: one task, and an error when it is not to be cancelled. */
  private ObjectNode one(String id, String message) {
    Task task = finder.require(id);
    Optional<TaskStatus> over = cancellation.cancel(task, message);
    if (over.isPresent()) {
      String status = over.get().word();
      throw new RpcException(
          RpcError.of(RpcCode.INVALID_STATE_TRANSITION, already(id, status))
              .with("task_id", id)
              .with("current_status", status)
              .with("attempted_transition", status + " -> cancelled"));
    }
    return Json.object().put("task_id", id).put("status", "cancelled").put("message", message);
  }

  private ObjectNode item(String id, String message) {
    Optional<Task> task = finder.find(id);
    ObjectNode item = Json.object().put("task_id", id);
    if (task.isEmpty()) {
      return item.put("status", "failed")
          .put("message", "Task " + id + " not found")
          .put("error", "Task not found");
    }
    try {
      Optional<TaskStatus> over = cancellation.cancel(task.get(), message);
      if (over.isEmpty()) {
        return item.put("status", "cancelled").put("message", message);
      }
      String status = over.get().word();
      return item.put("status", "failed")
          .put("message", already(id, status))
          .put("current_status", status);
    } catch (RpcException e) {
      return item.put("status", "failed")
          .put("message", e.getMessage())
          .put("current_status", task.get().status().word())
          .put("error", e.getMessage());
    }
  }

  private static String already(String id, String status) {
    return "Task %s is already %s, cannot cancel".formatted(id, status);
  }
}
