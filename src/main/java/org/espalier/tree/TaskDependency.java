package org.espalier.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.json.Json;

/**
 * One task waits for another of the same tree.
 *
 * @param id the task waited for
 * @param required whether it must complete; an optional one is waited for, whatever becomes of it
 */
public record TaskDependency(UUID id, boolean required) {

  /** The stored form: {@code [{"id": uuid, "required": boolean, "type": "result"}]}. */
  static String toJson(List<TaskDependency> dependencies) {
    if (dependencies.isEmpty()) {
      return "[]";
    }
    ArrayNode array = Json.array();
    for (TaskDependency dependency : dependencies) {
      array
          .addObject()
          .put("id", dependency.id.toString())
          .put("required", dependency.required)
          .put("type", "result");
    }
    return Json.write(array);
  }

  /** Reads the stored form. */
  public static List<TaskDependency> ofJson(String json) {
    if (json.equals("[]")) {
      return List.of();
    }
    List<TaskDependency> dependencies = new ArrayList<>();
    for (JsonNode item : Json.read(json)) {
      dependencies.add(
          new TaskDependency(
              UUID.fromString(item.get("id").textValue()), item.get("required").booleanValue()));
    }
    return List.copyOf(dependencies);
  }
}
