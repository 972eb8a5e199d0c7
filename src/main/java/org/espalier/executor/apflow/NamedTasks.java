package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.espalier.executor.InvalidInputException;

/**
 * Gives new tasks ids, so that a further attempt finds those of the one before: tasks without an id
 * get one that follows from the idempotency key. References by their names become references by
 * these ids.
 */
final class NamedTasks {
  private NamedTasks() {}

  static ArrayNode of(ArrayNode given, String key) {
    ArrayNode tasks = given.deepCopy();
    Map<String, String> idsByName = new HashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (!(tasks.get(i) instanceof ObjectNode task)) {
        throw new InvalidInputException(
            "inputs.params.tasks[%d] must be an object: a task.".formatted(i));
      }
      if (task.path("id").asText("").isEmpty()) {
        task.put("id", id(key + "/" + i));
        idsByName.put(task.path("name").asText(), task.path("id").textValue());
      }
    }
    tasks.forEach(task -> refer((ObjectNode) task, idsByName));
    return tasks;
  }

  /** The protocol wants UUIDs of version 4. */
  private static String id(String name) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    long version4 = hash.getMostSignificantBits() & ~0xF000L | 0x4000L;
    return new UUID(version4, hash.getLeastSignificantBits()).toString();
  }

  private static void refer(ObjectNode task, Map<String, String> idsByName) {
    replace(task, "parent_id", idsByName);
    if (task.get("dependencies") instanceof ArrayNode dependencies) {
      for (int i = 0; i < dependencies.size(); i++) {
        if (dependencies.get(i) instanceof ObjectNode dependency) {
          replace(dependency, "id", idsByName);
          replace(dependency, "name", idsByName);
        } else if (idsByName.containsKey(dependencies.get(i).asText())) {
          dependencies.set(i, idsByName.get(dependencies.get(i).asText()));
        }
      }
    }
  }

  private static void replace(ObjectNode node, String field, Map<String, String> idsByName) {
    String id = idsByName.get(node.path(field).asText());
    if (id != null) {
      node.remove(field);
      node.put(field.equals("name") ? "id" : field, id);
    }
  }

  /**
   * The id of the task that is nobody's child.
   *
   * @throws InvalidInputException when there is not exactly one
   */
  static String root(ArrayNode tasks) {
    String root = "";
    for (JsonNode task : tasks) {
      if (task.path("parent_id").asText("").isEmpty()) {
        if (!root.isEmpty()) {
          throw new InvalidInputException(
              "inputs.params.tasks must have one root: give all tasks but one a parent_id.");
        }
        root = task.path("id").asText();
      }
    }
    if (root.isEmpty()) {
      throw new InvalidInputException(
          "inputs.params.tasks must have a root: one task without parent_id.");
    }
    return root;
  }
}
