package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Tells what of a task's inputs is known when it is submitted: a value is constant when no text in
 * it holds an opening <code>${</code>, save the escaped <code>$${</code>. Stateless.
 */
final class Constants {
  private static final String OPENING = "${";
  private static final String ESCAPED = "$${";

  private Constants() {}

  /** Whether nothing in a value is still to be filled in. */
  static boolean isConstant(JsonNode value) {
    if (value.isTextual()) {
      return isConstant(value.textValue());
    }
    for (JsonNode part : value) {
      if (!isConstant(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isConstant(String text) {
    return !text.contains(OPENING) || !text.replace(ESCAPED, "").contains(OPENING);
  }

  /** A copy in which constant texts are what an attempt will see of them. */
  static ObjectNode asSeen(ObjectNode given) {
    return (ObjectNode) seen(given.deepCopy());
  }

  private static JsonNode seen(JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(seen(field.getValue()));
      }
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, seen(array.get(i)));
      }
    } else if (value.isTextual() && value.textValue().contains(ESCAPED) && isConstant(value)) {
      return TextNode.valueOf(value.textValue().replace(ESCAPED, OPENING));
    }
    return value;
  }
}
