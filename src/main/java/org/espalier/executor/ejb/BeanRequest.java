package org.espalier.executor.ejb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.JndiName;
import org.espalier.json.Json;

/**
 * What a task asks for.
 *
 * @param jndi the bean
 * @param method the method's name
 * @param arguments an array in the order of the parameters, or an object by their names
 * @param parameterTypes which of several methods of one name; empty when the arguments tell
 * @param retryableExceptions names of exceptions, with or without package, that a retry may help
 */
record BeanRequest(
    String jndi,
    String method,
    JsonNode arguments,
    Optional<List<String>> parameterTypes,
    List<String> retryableExceptions) {

  static BeanRequest read(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    JsonNode arguments = inputs.value("arguments").orElseGet(Json::array);
    if (!arguments.isContainerNode()) {
      inputs.refuse("arguments", "an array, or an object of parameter names", arguments);
    }
    return new BeanRequest(
        JndiName.require(inputs, "jndi"),
        inputs.requireText("method"),
        filledIn(arguments, context),
        inputs.value("parameter_types").map(value -> texts(inputs, "parameter_types", value)),
        inputs
            .value("retryable_exceptions")
            .map(value -> texts(inputs, "retryable_exceptions", value))
            .orElse(List.of()));
  }

  private static List<String> texts(Inputs inputs, String field, JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (!value.isArray()) {
      inputs.refuse(field, "an array of strings", value);
    }
    for (JsonNode item : value) {
      texts.add(item.isTextual() ? item.textValue() : inputs.refuse(field, "of strings", item));
    }
    return texts;
  }

  /** {@code {"$attempt": "idempotency_key"}} as an argument stands for a fact of the attempt. */
  private static JsonNode filledIn(JsonNode arguments, ExecutionContext context) {
    if (arguments instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filledInOne(array.get(i), context));
      }
    } else if (arguments instanceof ObjectNode object) {
      object.properties().forEach(e -> e.setValue(filledInOne(e.getValue(), context)));
    }
    return arguments;
  }

  private static JsonNode filledInOne(JsonNode argument, ExecutionContext context) {
    if (argument.size() != 1 || !argument.path("$attempt").isTextual()) {
      return argument;
    }
    Object fact =
        switch (argument.get("$attempt").textValue()) {
          case "idempotency_key" -> context.idempotencyKey();
          case "run_id" -> context.runId().toString();
          case "task_id" -> context.taskId().toString();
          case "number" -> context.attempt();
          default ->
              Inputs.of(context)
                  .refuse(
                      "arguments",
                      "one of idempotency_key, run_id, task_id, number where it says $attempt",
                      argument);
        };
    return Json.valueOf(fact);
  }
}
