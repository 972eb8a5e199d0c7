package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.query.RunRepository;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/**
 * What is running: trees whose run is not over, shown by their roots. From the database, so it is
 * the same on every node.
 */
@ApplicationScoped
public class RunningMethods implements RpcMethods {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  @Inject TaskFinder finder;
  @Inject RunRepository runs;
  @Inject TaskJson json;

  /** For the container, which sets the fields. */
  public RunningMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "tasks.running.list", this::list,
        "tasks.running.count", this::count,
        "tasks.running.status", this::status);
  }

  private RpcResult list(RpcCall call) {
    Params params = call.named();
    int limit = params.wholeNumber("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    return new RpcResult.Value(json.of(runs.activeRoots(params.text("user_id"), limit)));
  }

  private RpcResult count(RpcCall call) {
    Optional<String> userId = call.named().text("user_id");
    ObjectNode answer = Json.object().put("count", runs.countActive(userId));
    userId.ifPresent(user -> answer.put("user_id", user));
    return new RpcResult.Value(answer);
  }

  private RpcResult status(RpcCall call) {
    ArrayNode answer = Json.array();
    for (String id : TaskIds.of(call.named())) {
      answer.add(finder.find(id).map(task -> status(id, task)).orElseGet(() -> unknown(id)));
    }
    return new RpcResult.Value(answer);
  }

  private ObjectNode status(String id, Task task) {
    ObjectNode status =
        Json.object()
            .put("task_id", id)
            .put("context_id", id)
            .put("status", task.status().word())
            .put("progress", task.progress())
            .put("error", task.error().orElse(null))
            .put("is_running", isRunning(task));
    TaskFields.time(status, "started_at", task.startedAt());
    return status.put("updated_at", JsonTime.text(task.updatedAt()));
  }

  private boolean isRunning(Task task) {
    boolean isRoot = task.id().equals(task.treeId());
    return task.status() == TaskStatus.IN_PROGRESS
        || isRoot
            && runs.latestOf(task.treeId()).filter(run -> !run.status().isTerminal()).isPresent();
  }

  private static ObjectNode unknown(String id) {
    return Json.object()
        .put("task_id", id)
        .put("context_id", id)
        .put("status", "not_found")
        .put("progress", 0.0)
        .put("error", "Task not found")
        .put("is_running", false)
        .putNull("started_at")
        .putNull("updated_at");
  }

  /** The tasks a call is about. */
  static final class TaskIds {
    private TaskIds() {}

    static List<String> of(Params params) {
      return params.texts(params.has("task_ids") ? "task_ids" : "context_ids");
    }
  }
}
