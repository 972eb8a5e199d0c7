package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.json.Json;

/**
 * The one rule by which a value becomes a text, for every executor alike: a reference that is a
 * whole string keeps the type of what it picks, and where the executor's schema takes strings and
 * not that type, the value becomes its JSON text. What the author wrote in the place of a reference
 * has been checked at the submission.
 */
final class TextFields {
  private final JsonNode root;

  private TextFields(JsonNode root) {
    this.root = root;
  }

  /**
   * Converts in place.
   *
   * @param schema of the inputs
   */
  static void convert(ObjectNode inputs, ObjectNode schema) {
    new TextFields(schema).convertParts(inputs, schema);
  }

  private JsonNode converted(JsonNode value, JsonNode schema) {
    Set<String> types = types(schema);
    if (types.contains("string") && !types.contains(typeOf(value))) {
      return TextNode.valueOf(Json.write(value));
    }
    convertParts(value, schema);
    return value;
  }

  private void convertParts(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      JsonNode others = schema.path("additionalProperties");
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode named = schema.path("properties").path(field.getKey());
        field.setValue(
            converted(field.getValue(), followed(named.isMissingNode() ? others : named)));
      }
    } else if (value instanceof ArrayNode array) {
      JsonNode items = followed(schema.path("items"));
      for (int i = 0; i < array.size(); i++) {
        array.set(i, converted(array.get(i), items));
      }
    }
  }

  private JsonNode followed(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : schema;
  }

  /** Null is the absence of a value, and no text; a whole number is a number too. */
  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case STRING, BINARY, NULL, MISSING -> "string";
    };
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new HashSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(each -> types.add(each.asText()));
    if (types.contains("integer")) {
      types.add("number");
    }
    return types;
  }
}
