package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what a schema must not hold, and what a request has no work left for, before the library
 * looks at it.
 */
final class SchemaBounds {
  /** Far above any double; what is beyond makes exact arithmetic slow. */
  private static final int MAX_MAGNITUDE = 400;

  private static final int MAX_DIGITS = 1_000;
  private static final Set<String> DATA_KEYWORDS = Set.of("const", "enum", "default", "examples");

  private SchemaBounds() {}

  /**
   * Checks the references, the dialect and the numbers.
   *
   * @return the size of the largest object or array
   */
  static int check(JsonNode schema) {
    checkDialect(schema.path("$schema"));
    checkNumbers(schema);
    int widest = 1;
    long nodes = 0;
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(schema);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      widest = Math.max(widest, node.size());
      nodes += 1 + node.size();
      checkReference(node.path("$ref"));
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (DATA_KEYWORDS.contains(field.getKey()) && !field.getValue().isObject()) {
          widest = Math.max(widest, field.getValue().size());
        } else {
          open.push(field.getValue());
        }
      }
      if (node.isArray()) {
        node.forEach(open::push);
      }
    }
    SchemaWork.spendOnCompiling(nodes);
    return widest;
  }

  private static void checkDialect(JsonNode dialect) {
    boolean draft7 = dialect.asText().matches("https?://json-schema\\.org/draft-07/schema#?");
    if (dialect.isTextual() && !draft7) {
      throw new UnusableSchemaException(
          "Its $schema is '%s'; Espalier reads draft-07: write http://json-schema.org/draft-07/schema# or leave it out."
              .formatted(dialect.textValue()));
    }
  }

  private static void checkReference(JsonNode reference) {
    if (reference.isTextual() && !reference.textValue().startsWith("#")) {
      throw new UnusableSchemaException(
          "Its $ref '%s' leads outside; nothing is fetched, so put the part under definitions and refer to #/definitions/..."
              .formatted(reference.textValue()));
    }
  }

  /** Refuses numbers no exact arithmetic should meet. */
  static void checkNumbers(JsonNode root) {
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      if (node.isBigDecimal() || node.isBigInteger()) {
        checkNumber(node);
      }
      node.forEach(open::push);
    }
  }

  private static void checkNumber(JsonNode node) {
    if (node.isBigInteger() ? node.bigIntegerValue().bitLength() > 4 * MAX_DIGITS : tooLong(node)) {
      throw new UnusableSchemaException("A number is too large or has too many digits.");
    }
  }

  private static boolean tooLong(JsonNode node) {
    BigDecimal number = node.decimalValue();
    long magnitude = (long) number.precision() - number.scale();
    return Math.abs(magnitude) > MAX_MAGNITUDE
        || Math.abs((long) number.scale()) > MAX_DIGITS
        || number.precision() > MAX_DIGITS;
  }
}
