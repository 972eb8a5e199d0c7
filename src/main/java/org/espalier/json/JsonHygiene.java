package org.espalier.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Refuses values that JSON's grammar allows and no store or peer can keep: unpaired surrogates
 * (they have no UTF-8 form, RFC 8259 section 8.2) and numbers outside the range of a double (RFC
 * 8259 section 6).
 */
final class JsonHygiene {
  private static final int MAX_MAGNITUDE = 308;

  private JsonHygiene() {}

  static void check(JsonNode root) {
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      switch (node.getNodeType()) {
        case STRING -> checkText(node.textValue());
        case NUMBER -> checkNumber(node);
        case OBJECT -> pushFields(node, open);
        case ARRAY -> node.forEach(open::push);
        case BINARY, BOOLEAN, MISSING, NULL, POJO -> {}
      }
    }
  }

  private static void pushFields(JsonNode object, Deque<JsonNode> open) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      checkText(field.getKey());
      open.push(field.getValue());
    }
  }

  private static void checkText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!paired) {
        throw new MalformedJsonException(
            "A string holds an unpaired UTF-16 surrogate, \\u%04x, which is not a character."
                .formatted((int) c));
      }
      i++;
    }
  }

  private static void checkNumber(JsonNode number) {
    if (!number.isBigDecimal() && !number.isBigInteger()) {
      return;
    }
    BigDecimal value = number.decimalValue();
    long magnitude = (long) value.precision() - value.scale() - 1;
    if (value.signum() != 0 && Math.abs(magnitude) > MAX_MAGNITUDE) {
      throw new MalformedJsonException(
          "A number is outside the range of a 64-bit float: its magnitude is 10^%d."
              .formatted(magnitude));
    }
  }
}
