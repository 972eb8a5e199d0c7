package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/**
 * What {@code tasks.execute} is to run.
 *
 * @param tasks new ones, each with an id; empty when a stored one is to run
 * @param taskId the stored task, or the root of the new ones
 * @param options the other params
 */
record ExecutionOrder(Optional<ArrayNode> tasks, String taskId, ObjectNode options) {
  /**
   * Reads the params: {@code {"task_id"}}, {@code {"tasks": [...]}} or the array itself.
   *
   * @throws InvalidInputException when they name nothing to run
   */
  static ExecutionOrder read(ApiRequest request) {
    JsonNode params = request.params();
    ObjectNode options = params.isObject() ? params.deepCopy() : Json.object();
    JsonNode tasks = params.isArray() ? params : params.path("tasks");
    options.remove(List.of("tasks", "task_id", "id", "use_streaming"));
    if (tasks instanceof ArrayNode given && !given.isEmpty()) {
      ArrayNode named = NamedTasks.of(given, request.key());
      return new ExecutionOrder(Optional.of(named), NamedTasks.root(named), options);
    }
    String id = params.path("task_id").asText(params.path("id").asText(""));
    if (id.isBlank()) {
      throw new InvalidInputException(
          "inputs.params must have task_id or tasks: say what is to run there.");
    }
    return new ExecutionOrder(Optional.empty(), id, options);
  }

  /** The params for running it, once it is stored there under this id. */
  ObjectNode params(String storedId, boolean streams) {
    ObjectNode params = options.deepCopy().put("task_id", storedId);
    return streams ? params.put("use_streaming", true) : params;
  }
}
