package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.json.Json;

/**
 * Lays the fields of dependencies' results among the inputs, as the AI Partner Up Flow Protocol has
 * it for executors that take what they are given; a later dependency goes over an earlier one, and
 * none over what the task's author wrote.
 *
 * <p>A field that the executor itself gives a meaning to (a {@code url}, a {@code delay}) is not
 * laid in, unless the task's own schema of its inputs names it: a result must not steer an executor
 * by accident.
 */
final class FlatMerge {
  private FlatMerge() {}

  /**
   * Adds to the inputs of an attempt.
   *
   * @param executorSchema the executor's schema of inputs
   */
  static void into(ObjectNode inputs, Assignment attempt, ObjectNode executorSchema) {
    if (!attempt.options().mergesFlat() || attempt.executor().contains("aggregate")) {
      return;
    }
    Predicate<String> wanted = wanted(attempt, executorSchema);
    ObjectNode merged = Json.object();
    for (DependencyResult dependency : attempt.dependencies()) {
      if (unwrapped(dependency) instanceof ObjectNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
          if (wanted.test(field.getKey()) && !inputs.has(field.getKey())) {
            merged.set(field.getKey(), field.getValue().deepCopy());
          }
        }
      }
    }
    inputs.setAll(merged);
  }

  private static Predicate<String> wanted(Assignment attempt, ObjectNode executorSchema) {
    JsonNode ofTask =
        attempt
            .inputSchema()
            .map(text -> Json.read(text).path("properties"))
            .orElse(Json.object().path("properties"));
    if (ofTask.isObject()) {
      return ofTask::has;
    }
    JsonNode ofExecutor = executorSchema.path("properties");
    boolean isOpen = executorSchema.path("additionalProperties").asBoolean(true);
    return name -> isOpen && !ofExecutor.has(name);
  }

  /** A result that stands under {@code result}, or else the whole. */
  private static JsonNode unwrapped(DependencyResult dependency) {
    ObjectNode result = dependency.result();
    if (result == null) {
      return Json.object();
    }
    return result.has("result") ? result.get("result") : result;
  }
}
