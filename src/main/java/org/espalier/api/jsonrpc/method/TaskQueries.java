package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.espalier.api.jsonrpc.Dialect;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskListing;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;

/** Methods that read stored tasks. */
@ApplicationScoped
public class TaskQueries implements RpcMethods {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  @Inject TaskFinder finder;
  @Inject TaskRepository tasks;
  @Inject TaskListing listing;
  @Inject TaskJson json;
  @Inject StreamedTasks streamed;

  /** For the container, which sets the fields. */
  public TaskQueries() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "tasks.get", this::get,
        "tasks.detail", this::detail,
        "tasks.tree", this::tree,
        "tasks.list", this::list,
        "tasks.count", this::count,
        "tasks.children", this::children);
  }

  private RpcResult get(RpcCall call) {
    return new RpcResult.Value(json.of(finder.require(call.named())));
  }

  /** The task's own fields, and the node that the web client's types expect. */
  private RpcResult detail(RpcCall call) {
    return new RpcResult.Value(streamed.tree(finder.require(call.named()), NodeForm.DETAIL));
  }

  private RpcResult tree(RpcCall call) {
    Task task = finder.require(call.named().requireText("task_id", "root_id", "root_task_id"));
    return new RpcResult.Value(streamed.tree(task, NodeForm.NODE));
  }

  private RpcResult list(RpcCall call) {
    Params params = call.named();
    boolean isSource = call.dialect() == Dialect.SOURCE;
    TaskListing.Filter filter =
        new TaskListing.Filter(
            params.text("user_id"), params.status("status"), params.flag("root_only", isSource));
    int limit = params.wholeNumber("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    int offset = params.wholeNumber("offset", 0, 0, Integer.MAX_VALUE);
    JsonNode found = streamed.list(listing.list(filter, offset, limit));
    if (isSource) {
      return new RpcResult.Value(found);
    }
    ObjectNode page = Json.object();
    page.set("tasks", found);
    long total = listing.count(filter).values().stream().mapToLong(Long::longValue).sum();
    return new RpcResult.Value(page.put("total", total).put("limit", limit).put("offset", offset));
  }

  private RpcResult count(RpcCall call) {
    Params params = call.named();
    Optional<String> userId = params.text("user_id");
    boolean rootOnly = params.flag("root_only", false);
    Map<TaskStatus, Long> counts =
        listing.count(new TaskListing.Filter(userId, Optional.empty(), rootOnly));
    ObjectNode answer = Json.object();
    counts.forEach((status, count) -> answer.put(status.word(), count));
    answer.put("total", counts.values().stream().mapToLong(Long::longValue).sum());
    userId.ifPresent(user -> answer.put("user_id", user));
    if (rootOnly) {
      answer.put("root_only", true);
    }
    return new RpcResult.Value(answer);
  }

  private RpcResult children(RpcCall call) {
    Task parent = finder.require(call.named().requireText("parent_id", "task_id"));
    JsonNode children = streamed.list(tasks.childIdsOf(parent));
    if (call.dialect() == Dialect.SOURCE) {
      return new RpcResult.Value(children);
    }
    ObjectNode answer = Json.object();
    answer.set("children", children);
    return new RpcResult.Value(answer);
  }
}
