package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.api.feed.EventChannel;
import org.espalier.api.feed.EventFrame;
import org.espalier.json.Json;
import org.espalier.tree.Task;

/** The protocol's form of a run's events. {@code final} is true in one, the last but the end. */
final class RunEventForm {
  private final UUID rootId;
  private final Function<Collection<UUID>, List<Task>> tasks;

  /**
   * A form.
   *
   * @param rootId the root of the tree that runs
   * @param tasks reads tasks by their ids
   */
  RunEventForm(UUID rootId, Function<Collection<UUID>, List<Task>> tasks) {
    this.rootId = rootId;
    this.tasks = tasks;
  }

  /** What goes over the wire for these events. */
  List<byte[]> of(List<EventFrame> events) {
    Map<UUID, Task> completed = completed(events);
    List<byte[]> bytes = new ArrayList<>();
    for (EventFrame event : events) {
      switch (event.type()) {
        case "task.started" -> bytes.add(bytes(ofTask("task_start", event.json())));
        case "task.progress", "task.retrying" -> bytes.add(bytes(progress(event.json())));
        case "task.completed" -> bytes.add(bytes(completed(event.json(), completed)));
        case "task.failed" -> bytes.add(bytes(ended("task_failed", event.json())));
        case "task.cancelled" -> bytes.add(bytes(ended("task_cancelled", event.json())));
        case "run.ended" -> {
          bytes.add(bytes(last(event.json())));
          bytes.add(
              bytes(Json.object().put("type", "stream_end").put("task_id", rootId.toString())));
        }
        default -> {
          // What happens to the run as a whole has no form here.
        }
      }
    }
    return bytes;
  }

  private Map<UUID, Task> completed(List<EventFrame> events) {
    List<UUID> ids =
        events.stream()
            .filter(event -> event.type().equals("task.completed"))
            .map(event -> UUID.fromString(event.json().path("task_id").asText()))
            .toList();
    Map<UUID, Task> found = new HashMap<>();
    if (!ids.isEmpty()) {
      tasks.apply(ids).forEach(task -> found.put(task.id(), task));
    }
    return found;
  }

  private static ObjectNode ofTask(String type, JsonNode event) {
    return Json.object()
        .put("type", type)
        .put("task_id", event.path("task_id").asText())
        .put("status", event.path("status").asText())
        .put("timestamp", event.path("at").asText());
  }

  private static ObjectNode progress(JsonNode event) {
    String message =
        event.has("error")
            ? "An attempt failed and is made again: " + event.path("error").asText()
            : event.path("message").asText();
    return ofTask("progress", event)
        .put("progress", event.path("progress").asDouble())
        .put("message", message);
  }

  private static ObjectNode completed(JsonNode event, Map<UUID, Task> tasks) {
    ObjectNode json = ofTask("task_completed", event).put("progress", 1.0);
    Task task = tasks.get(UUID.fromString(event.path("task_id").asText()));
    JsonNode result =
        task == null ? NullNode.instance : task.result().map(Json::read).orElse(NullNode.instance);
    json.set("result", result);
    return json;
  }

  private static ObjectNode ended(String type, JsonNode event) {
    return ofTask(type, event).put("error", event.path("error").asText());
  }

  private ObjectNode last(JsonNode event) {
    ObjectNode json = ofTask("final", event).put("task_id", rootId.toString());
    json.putObject("result").put("progress", event.path("progress").asDouble());
    String error = event.path("error").textValue();
    boolean isCompleted = event.path("status").asText().equals("completed");
    json.put("error", isCompleted ? null : error == null ? "Task tree execution failed" : error);
    return json.put("final", true);
  }

  private static byte[] bytes(ObjectNode json) {
    return EventChannel.bytes(RpcEvents.data(json));
  }
}
