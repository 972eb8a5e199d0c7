package org.espalier.executor.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Pattern;
import org.espalier.json.Json;

/**
 * What the echo executor gives back of its inputs: all of them, but of each dependency's result
 * only what that dependency brought itself. Were the results of its own dependencies kept inside,
 * each layer of a graph would multiply the size of the one before.
 */
final class Echo {
  private static final Pattern TASK_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private Echo() {}

  static ObjectNode of(ObjectNode inputs) {
    ObjectNode echo = Json.object();
    for (Map.Entry<String, JsonNode> input : inputs.properties()) {
      boolean isResult = isTaskId(input.getKey()) && input.getValue().isObject();
      echo.set(input.getKey(), isResult ? own((ObjectNode) input.getValue()) : input.getValue());
    }
    return echo;
  }

  private static ObjectNode own(ObjectNode result) {
    ObjectNode own = Json.object();
    for (Map.Entry<String, JsonNode> field : result.properties()) {
      if (!isTaskId(field.getKey())) {
        own.set(field.getKey(), field.getValue());
      }
    }
    return own;
  }

  private static boolean isTaskId(String key) {
    return key.length() == 36 && TASK_ID.matcher(key).matches();
  }
}
