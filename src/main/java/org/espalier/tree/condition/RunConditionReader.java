package org.espalier.tree.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.condition.RunCondition.All;
import org.espalier.tree.condition.RunCondition.Any;
import org.espalier.tree.condition.RunCondition.Comparison;
import org.espalier.tree.condition.RunCondition.Not;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"value": "${name.path}", "op": word, "to": value}}, {@code {"all": [...]}}, {@code
 * {"any": [...]}} and {@code {"not": {...}}}, noting every fault. Not thread-safe; one per
 * condition.
 */
public final class RunConditionReader {
  private static final int MAX_TEXT = 1_000;

  private final Violations violations;
  private int comparisons;

  public RunConditionReader(Violations violations) {
    this.violations = violations;
  }

  /** The condition that stands at {@code pointer}; null when it is faulty. */
  public @Nullable RunCondition read(JsonNode json, String pointer) {
    RunCondition condition = read(json, pointer, 1);
    if (comparisons > RunCondition.MAX_COMPARISONS) {
      violations.add(
          pointer,
          ViolationCode.TOO_LARGE,
          "A condition has at most %d comparisons; this one has %d.",
          RunCondition.MAX_COMPARISONS,
          comparisons);
      return null;
    }
    return condition;
  }

  private @Nullable RunCondition read(JsonNode json, String pointer, int depth) {
    if (!json.isObject()) {
      violations.add(
          pointer,
          ViolationCode.TYPE,
          "A condition is an object; got %s.",
          FieldReader.describe(json));
      return null;
    }
    if (depth > RunCondition.MAX_DEPTH) {
      violations.add(
          pointer,
          ViolationCode.TOO_DEEP,
          "Conditions nest %d deep at most.",
          RunCondition.MAX_DEPTH);
      return null;
    }
    FieldReader fields = new FieldReader((ObjectNode) json, pointer, violations);
    for (String word : List.of("all", "any", "not")) {
      if (json.has(word)) {
        fields.refuseUnknown(Set.of(word));
        return nested(word, json.get(word), fields.pointerTo(word), depth + 1);
      }
    }
    return comparison(fields);
  }

  private @Nullable RunCondition nested(String word, JsonNode json, String pointer, int depth) {
    if (word.equals("not")) {
      RunCondition part = read(json, pointer, depth);
      return part == null ? null : new Not(part);
    }
    if (!json.isArray() || json.isEmpty()) {
      violations.mismatch(
          pointer,
          ViolationCode.TYPE,
          word,
          "an array of conditions",
          json.isArray() ? "an empty one" : FieldReader.describe(json));
      return null;
    }
    List<RunCondition> parts = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      RunCondition part = read(json.get(i), pointer + "/" + i, depth);
      if (part != null) {
        parts.add(part);
      }
    }
    return word.equals("all") ? new All(parts) : new Any(parts);
  }

  private @Nullable RunCondition comparison(FieldReader fields) {
    comparisons++;
    fields.refuseUnknown(Set.of("value", "op", "to"));
    String expression = expression(fields);
    ComparisonOperator operator = fields.constant("op", ComparisonOperator.class);
    if (operator == null) {
      require(fields, "op");
      return null;
    }
    JsonNode to = to(fields, operator);
    return expression == null || to == null
        ? null
        : new Comparison(fields.pointerTo("value"), expression, operator, to);
  }

  private void require(FieldReader fields, String field) {
    if (fields.node(field) == null) {
      violations.add(
          fields.pointerTo(field), ViolationCode.REQUIRED, "A comparison needs '%s'.", field);
    }
  }

  private @Nullable String expression(FieldReader fields) {
    require(fields, "value");
    String text = fields.text("value", MAX_TEXT);
    if (text == null) {
      return null;
    }
    List<References.Part> parts = References.parse(text);
    if (parts.size() == 1 && parts.get(0) instanceof References.Value value) {
      return value.expression();
    }
    violations.add(
        fields.pointerTo("value"),
        ViolationCode.RANGE,
        "'value' is one reference to a dependency's result, such as ${name.path}; got '%s'.",
        FieldReader.shorten(text));
    return null;
  }

  private @Nullable JsonNode to(FieldReader fields, ComparisonOperator operator) {
    JsonNode to = fields.raw("to");
    if (to == null && operator == ComparisonOperator.EXISTS) {
      return BooleanNode.TRUE;
    }
    if (to == null) {
      require(fields, "to");
      return null;
    }
    String expected = expectation(operator, to);
    return expected.isEmpty() ? to : fields.fault("to", ViolationCode.TYPE, expected, to);
  }

  /** What the operator wants instead; empty when it can take this. */
  private static String expectation(ComparisonOperator operator, JsonNode to) {
    boolean isFit =
        switch (operator) {
          case EQ, NE, CONTAINS -> true;
          case LT, LE, GT, GE -> to.isNumber() || to.isTextual();
          case IN -> to.isArray();
          case EXISTS -> to.isBoolean();
          case MATCHES -> to.isTextual() && isExpression(to.textValue());
        };
    return isFit
        ? ""
        : switch (operator) {
          case EQ, NE, CONTAINS -> "a value";
          case LT, LE, GT, GE -> "a number or a text for '%s'".formatted(operator.word());
          case IN -> "an array for 'in'";
          case EXISTS -> "true or false for 'exists'";
          case MATCHES ->
              "a regular expression of at most %d characters for 'matches'".formatted(MAX_TEXT);
        };
  }

  private static boolean isExpression(String text) {
    try {
      Pattern.compile(text);
      return text.length() <= MAX_TEXT;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
