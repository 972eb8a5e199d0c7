package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/**
 * What an attempt of a demo run ends with: a result of the form that the executor's schema gives,
 * with values for show, and {@code demo_mode}.
 */
final class DemoOutcome {
  private static final int MAX_DEPTH = 5;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DemoOutcome() {}

  static Succeeded of(String kind, ObjectNode resultSchema) {
    ObjectNode result = Json.object().put("demo_mode", true).put("executor", kind);
    if (sample(resultSchema, 0) instanceof ObjectNode fields) {
      result.setAll(fields);
    }
    return new Succeeded(result);
  }

  private static JsonNode sample(JsonNode schema, int depth) {
    for (String given : new String[] {"const", "default"}) {
      if (schema.has(given)) {
        return schema.get(given).deepCopy();
      }
    }
    if (schema.path("enum").has(0)) {
      return schema.get("enum").get(0).deepCopy();
    }
    if (schema.path("examples").has(0)) {
      return schema.get("examples").get(0).deepCopy();
    }
    return depth == MAX_DEPTH ? NODES.nullNode() : ofType(schema, depth);
  }

  private static JsonNode ofType(JsonNode schema, int depth) {
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "string" -> NODES.textNode("demo");
      case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(0));
      case "boolean" -> NODES.booleanNode(true);
      case "array" -> NODES.arrayNode();
      case "null" -> NODES.nullNode();
      default -> object(schema.path("properties"), depth);
    };
  }

  private static ObjectNode object(JsonNode properties, int depth) {
    ObjectNode object = Json.object();
    properties
        .properties()
        .forEach(field -> object.set(field.getKey(), sample(field.getValue(), depth + 1)));
    return object;
  }
}
