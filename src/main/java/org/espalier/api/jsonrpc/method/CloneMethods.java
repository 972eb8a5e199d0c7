package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.api.http.LargeReads;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcError;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.edit.TaskUpdates;
import org.espalier.engine.edit.TreeNodes;
import org.espalier.json.Json;
import org.espalier.tree.NewTree;
import org.espalier.tree.OriginType;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskOutline;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TaskPatcher;
import org.espalier.tree.submission.TreeCopier;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.espalier.tree.submission.TreeCopier.Part;

/** Clones of a task and what is below it: copies, links to what is completed, both, or archives. */
@ApplicationScoped
public class CloneMethods implements RpcMethods {
  private static final String MIXED = "mixed";

  @Inject TaskFinder finder;
  @Inject TaskRepository tasks;
  @Inject TreeCopier copier;
  @Inject CopyMethods copies;
  @Inject TaskUpdates updates;
  @Inject TaskJson json;
  @Inject StreamedTasks streamed;

  /** For the container, which sets the fields. */
  public CloneMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.clone", this::cloneTasks);
  }

  private RpcResult cloneTasks(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    boolean recursive = params.flag("recursive", true);
    String type = params.text("origin_type").orElse(OriginType.COPY.word());
    ObjectNode overrides = overrides(params);
    if (type.equals(OriginType.ARCHIVE.word())) {
      List<Task> archived = updates.archive(task.id(), recursive);
      return answer(archived.stream().map(Task::id).toList());
    }
    LargeReads.Turn turn = copies.turnFor(task);
    try (turn) {
      return cloned(task, type, recursive, overrides, params);
    }
  }

  private RpcResult cloned(
      Task task, String type, boolean recursive, ObjectNode overrides, Params params) {
    List<Task> tree = tasks.tasksOf(task.treeId());
    List<Task> taken = recursive ? TreeNodes.below(task, tree) : List.of(task);
    refuseOutsideDependencies(task, taken);
    List<Part> parts =
        switch (type) {
          case "copy" -> all(taken, Fate.PENDING);
          case "link" -> all(completed(taken), Fate.LINK);
          case MIXED -> mixed(taken, params);
          default ->
              throw Params.mismatch(
                  "origin_type", "copy, link, archive or mixed", "'" + type + "'");
        };
    NewTree clone = copier.copy(tree, parts, task, overrides);
    if (!params.flag("save", true)) {
      return new RpcResult.Value(CopyMethods.unsaved(clone));
    }
    List<TaskOutline> made = tasks.outlineOf(copies.store(clone).id());
    return answer(made.stream().map(TaskOutline::id).toList());
  }

  private RpcResult answer(List<UUID> made) {
    return new RpcResult.Value(
        made.size() == 1 ? json.of(tasks.requireTask(made.get(0))) : streamed.list(made));
  }

  private static List<Part> all(List<Task> taken, Fate fate) {
    return taken.stream().map(task -> new Part(task, fate)).toList();
  }

  private static List<Task> completed(List<Task> taken) {
    for (Task task : taken) {
      if (task.status() != TaskStatus.COMPLETED) {
        throw new RpcException(
            RpcError.of(
                    RpcCode.INVALID_STATE_TRANSITION,
                    "Task %s is '%s'; only what is completed can be linked."
                        .formatted(task.id(), task.status().word()))
                .with("task_id", task.id().toString())
                .with("current_status", task.status().word()));
      }
    }
    return taken;
  }

  private List<Part> mixed(List<Task> taken, Params params) {
    List<String> ids = params.texts("link_task_ids");
    if (ids.isEmpty()) {
      throw Params.invalid("link_task_ids", "link_task_ids is required with origin_type mixed");
    }
    Set<UUID> linked = ids.stream().map(finder::require).map(Task::id).collect(Collectors.toSet());
    Set<UUID> known = taken.stream().map(Task::id).collect(Collectors.toSet());
    if (!known.containsAll(linked)) {
      throw Params.invalid("link_task_ids", "'link_task_ids' names tasks that are not cloned.");
    }
    completed(taken.stream().filter(task -> linked.contains(task.id())).toList());
    return taken.stream()
        .map(task -> new Part(task, linked.contains(task.id()) ? Fate.LINK : Fate.PENDING))
        .toList();
  }

  /** What is cloned must be able to stand by itself. */
  private static void refuseOutsideDependencies(Task root, List<Task> taken) {
    Set<UUID> inside = new HashSet<>();
    taken.forEach(task -> inside.add(task.id()));
    for (Task task : taken) {
      for (TaskDependency dependency : task.dependencies()) {
        if (!inside.contains(dependency.id()) && !root.id().equals(root.treeId())) {
          throw new RpcException(
              RpcError.of(
                      RpcCode.INVALID_DEPENDENCY,
                      "Task %s waits for task %s, which is not cloned; clone the tree, or a part that stands by itself."
                          .formatted(task.id(), dependency.id()))
                  .with("task_id", task.id().toString()));
        }
      }
    }
  }

  /** Fields that the clones get; in the older form, names of fields that are reset in any case. */
  private static ObjectNode overrides(Params params) {
    if (!params.has("reset_fields") || params.json().get("reset_fields") instanceof ArrayNode) {
      return Json.object();
    }
    ObjectNode overrides = params.object("reset_fields").orElseGet(Json::object).deepCopy();
    Set<String> kept = new HashSet<>(TaskPatcher.CHANGEABLE);
    kept.add("user_id");
    kept.remove("dependencies");
    overrides.retain(kept);
    return overrides;
  }
}
