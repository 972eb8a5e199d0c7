package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.espalier.json.Json;

/**
 * A result as an executor could return it, for demos: the first of the {@code examples} of its
 * result schema, or else one made up from the schema.
 */
public final class DemoResult {
  private static final int MAX_DEPTH = 8;

  private final ObjectNode root;

  private DemoResult(ObjectNode root) {
    this.root = root;
  }

  /** The same for the same executor. */
  public static ObjectNode of(String kind, ObjectNode resultSchema) {
    JsonNode value = new DemoResult(resultSchema).value(resultSchema, "result", 0);
    return value instanceof ObjectNode object && !object.isEmpty()
        ? object
        : Json.object().put("result", "Demo of " + kind);
  }

  private JsonNode value(JsonNode schema, String name, int depth) {
    if (schema.path("examples").isArray() && !schema.path("examples").isEmpty()) {
      return schema.path("examples").get(0).deepCopy();
    }
    for (String given : new String[] {"const", "default"}) {
      if (schema.has(given)) {
        return schema.get(given).deepCopy();
      }
    }
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").get(0).deepCopy();
    }
    if (depth >= MAX_DEPTH) {
      return Json.object();
    }
    return composed(schema, name, depth);
  }

  private JsonNode composed(JsonNode schema, String name, int depth) {
    String reference = schema.path("$ref").asText();
    if (reference.startsWith("#/")) {
      return value(root.at(reference.substring(1)), name, depth + 1);
    }
    for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
        return value(schema.path(choice).get(0), name, depth + 1);
      }
    }
    return typed(schema, name, depth);
  }

  private JsonNode typed(JsonNode schema, String name, int depth) {
    JsonNode type = schema.path("type");
    String word = type.isArray() ? type.path(0).asText() : type.asText();
    return switch (word) {
      case "array" -> array(schema, name, depth);
      case "integer", "number" -> schema.has("minimum") ? schema.get("minimum") : Json.valueOf(1);
      case "boolean" -> Json.valueOf(true);
      case "string" -> TextNode.valueOf(text(schema, name));
      case "null" -> Json.read("null");
      default ->
          word.equals("object") || schema.has("properties")
              ? object(schema, depth)
              : TextNode.valueOf("demo " + name);
    };
  }

  private static String text(JsonNode schema, String name) {
    return switch (schema.path("format").asText()) {
      case "date-time" -> "2026-01-01T00:00:00Z";
      case "date" -> "2026-01-01";
      case "uri" -> "https://example.org/";
      default -> "demo " + name;
    };
  }

  private ArrayNode array(JsonNode schema, String name, int depth) {
    ArrayNode array = Json.array();
    if (schema.path("items").isObject()) {
      array.add(value(schema.path("items"), name, depth + 1));
    }
    return array;
  }

  /** What is required; everything, when nothing is. */
  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = Json.object();
    JsonNode required = schema.path("required");
    for (var property : schema.path("properties").properties()) {
      boolean isWanted = !required.isArray() || required.isEmpty();
      for (JsonNode each : required) {
        isWanted |= each.asText().equals(property.getKey());
      }
      if (isWanted) {
        object.set(property.getKey(), value(property.getValue(), property.getKey(), depth + 1));
      }
    }
    return object;
  }
}
