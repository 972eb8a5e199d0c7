package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.api.http.LargeReads;
import org.espalier.api.jsonrpc.Dialect;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.api.jsonrpc.method.CopySelection.Selected;
import org.espalier.engine.TreeRunner;
import org.espalier.json.Json;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.submission.TreeCopier;

/** Copies of tasks, each a tree of its own that is yet to run; the originals stay as they are. */
@ApplicationScoped
public class CopyMethods implements RpcMethods {
  private static final List<String> UNSAVED_STATE =
      List.of("result", "error", "started_at", "completed_at");

  @Inject TaskFinder finder;
  @Inject TaskRepository tasks;
  @Inject TreeCopier copier;
  @Inject TreeRunner runner;
  @Inject StreamedTasks streamed;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public CopyMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.copy", this::copy);
  }

  private RpcResult copy(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    LargeReads.Turn turn = turnFor(task);
    try (turn) {
      return copy(call, params, task);
    }
  }

  /** The tree and its copy are in memory together. */
  LargeReads.Turn turnFor(Task task) {
    return turns.take(2 * tasks.requireTree(task.treeId()).taskCount());
  }

  private RpcResult copy(RpcCall call, Params params, Task task) {
    List<Task> tree = tasks.tasksOf(task.treeId());
    CopySelection selection = new CopySelection(tree);
    boolean isProtocol =
        !params.has("copy_mode")
            && (call.dialect() == Dialect.PROTOCOL || params.has("copy_children"));
    Selected selected =
        isProtocol
            ? selection.plain(task, params.flag("copy_children", false))
            : byMode(selection, task, params);
    NewTree copy = copier.copy(tree, selected.parts(), selected.root(), Json.object());
    if (!params.flag("save", true)) {
      return new RpcResult.Value(unsaved(copy));
    }
    Task root = store(copy);
    return new RpcResult.Value(
        switch (call.dialect()) {
          case SOURCE -> streamed.tree(root, NodeForm.FIELDS);
          case PROTOCOL ->
              Json.object()
                  .put("original_task_id", task.id().toString())
                  .put("copied_task_id", root.id().toString())
                  .put("status", root.status().word());
        });
  }

  private Selected byMode(CopySelection selection, Task task, Params params) {
    String mode = params.text("copy_mode").orElse("minimal");
    return switch (mode) {
      case "minimal" -> selection.minimal(task);
      case "full" -> selection.full(task);
      case "custom" ->
          selection.custom(chosen(task, params), params.flag("custom_include_children", false));
      default -> throw Params.mismatch("copy_mode", "minimal, full or custom", "'" + mode + "'");
    };
  }

  private List<Task> chosen(Task task, Params params) {
    List<String> ids = params.texts("custom_task_ids");
    if (ids.isEmpty()) {
      throw Params.invalid("custom_task_ids", "custom_task_ids is required with copy_mode custom");
    }
    return ids.stream()
        .map(
            id ->
                Optional.of(finder.require(id))
                    .filter(found -> found.treeId().equals(task.treeId()))
                    .orElseThrow(
                        () ->
                            Params.invalid(
                                "custom_task_ids",
                                "Task %s is not of the tree of task %s.".formatted(id, task.id()))))
        .toList();
  }

  /** The copy of a task that is to be run instead of it. */
  Task copyToRun(Task task, Params params) {
    boolean withChildren = params.flag("copy_children", true);
    LargeReads.Turn turn = turnFor(task);
    try (turn) {
      List<Task> tree = tasks.tasksOf(task.treeId());
      CopySelection selection = new CopySelection(tree);
      Selected selected = withChildren ? selection.minimal(task) : selection.plain(task, false);
      return store(copier.copy(tree, selected.parts(), selected.root(), Json.object()));
    }
  }

  Task store(NewTree copy) {
    copy.tree().mergeFlat();
    runner.submit(List.of(copy), false, Optional.empty());
    return tasks.requireTask(copy.tree().id());
  }

  /** What can be given to tasks.create, which makes pending tasks. */
  static ObjectNode unsaved(NewTree copy) {
    ObjectNode answer = Json.object();
    ArrayNode array = answer.putArray("tasks");
    for (Task task : copy.tasks()) {
      ObjectNode json = TaskFields.of(task).put("status", "pending").put("progress", 0.0);
      UNSAVED_STATE.forEach(json::putNull);
      array.add(json);
    }
    return answer.put("saved", false);
  }
}
