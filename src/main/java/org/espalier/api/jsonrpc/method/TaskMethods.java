package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.api.jsonrpc.Dialect;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.edit.TaskInUseException;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;

/** Create, update and delete tasks. */
@ApplicationScoped
public class TaskMethods implements RpcMethods {
  @Inject Creation creation;
  @Inject TaskUpdate update;
  @Inject TaskFinder finder;
  @Inject TaskJson json;
  @Inject StreamedTasks streamed;
  @Inject TaskRepository tasks;
  @Inject TreeEditor editor;

  /** For the container, which sets the fields. */
  public TaskMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "tasks.create", this::create, "tasks.update", this::update, "tasks.delete", this::delete);
  }

  private RpcResult create(RpcCall call) {
    List<UUID> stored = creation.store(TaskForm.tasks(call.params()));
    return new RpcResult.Value(
        switch (call.dialect()) {
          case SOURCE ->
              stored.size() == 1
                  ? json.of(tasks.requireTask(stored.get(0)))
                  : streamed.list(stored);
          case PROTOCOL -> whole(stored);
        });
  }

  /** One object also for a tree: its root, and all tasks beside it. */
  private JsonNode whole(List<UUID> stored) {
    Task any = tasks.requireTask(stored.get(0));
    Task first = stored.contains(any.treeId()) ? tasks.requireTask(any.treeId()) : any;
    ObjectNode answer = json.of(first);
    answer.put("root_task_id", first.treeId().toString()).put("task_count", stored.size());
    if (stored.size() > 1) {
      answer.set("tasks", streamed.list(stored));
    }
    return answer;
  }

  private RpcResult update(RpcCall call) {
    Params params = call.named();
    return new RpcResult.Value(json.of(update.apply(finder.require(params), params)));
  }

  private RpcResult delete(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    boolean cascade = params.flag("cascade", call.dialect() == Dialect.SOURCE);
    int deleted;
    try {
      deleted = editor.deletePending(task.id(), cascade);
    } catch (TaskInUseException e) {
      String why = e.getMessage().substring(e.getMessage().indexOf(": ") + 2);
      throw new RpcException(
          RpcError.of(RpcCode.CANNOT_DELETE_TASK, "Cannot delete task: " + why)
              .with("task_id", task.id().toString()));
    }
    return new RpcResult.Value(
        Json.object()
            .put("success", true)
            .put("task_id", task.id().toString())
            .put("deleted_count", deleted)
            .put("children_deleted", deleted - 1));
  }
}
