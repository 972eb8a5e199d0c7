package org.espalier.tree.condition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.espalier.json.field.FieldReader;

/** How a {@link RunCondition.Comparison} compares. */
public enum ComparisonOperator {
  EQ {
    @Override
    boolean test(String expression, JsonNode value, JsonNode to) {
      return isSame(value, to);
    }
  },
  NE {
    @Override
    boolean test(String expression, JsonNode value, JsonNode to) {
      return !isSame(value, to);
    }
  },
  LT(order -> order < 0),
  LE(order -> order <= 0),
  GT(order -> order > 0),
  GE(order -> order >= 0),
  /** The value is one of the items of {@code to}. */
  IN {
    @Override
    boolean test(String expression, JsonNode value, JsonNode to) {
      return hasItem(to, value);
    }
  },
  /** An array has the item, a text the part, an object the field {@code to}. */
  CONTAINS {
    @Override
    boolean test(String expression, JsonNode value, JsonNode to) {
      if (value.isArray()) {
        return hasItem(value, to);
      }
      if (value.isTextual() && to.isTextual()) {
        return value.textValue().contains(to.textValue());
      }
      if (value.isObject() && to.isTextual()) {
        return value.has(to.textValue());
      }
      throw incomparable(expression, value, to);
    }
  },
  /** There is such a value, and it is not null; or there is none, where {@code to} is false. */
  EXISTS,
  /** A part of the text fits the regular expression {@code to}. */
  MATCHES {
    @Override
    boolean test(String expression, JsonNode value, JsonNode to) {
      if (!value.isTextual()) {
        throw incomparable(expression, value, to);
      }
      return MeteredText.find(to.textValue(), value.textValue());
    }
  };

  private static final Comparator<JsonNode> SCALARS =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private final IntPredicate order;

  ComparisonOperator() {
    this(order -> false);
  }

  ComparisonOperator(IntPredicate order) {
    this.order = order;
  }

  /** The word used on the wire. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Compares; the orders do so by number, or by text. */
  boolean test(String expression, JsonNode value, JsonNode to) {
    if (value.isNumber() && to.isNumber()) {
      return order.test(value.decimalValue().compareTo(to.decimalValue()));
    }
    if (value.isTextual() && to.isTextual()) {
      return order.test(value.textValue().compareTo(to.textValue()));
    }
    throw incomparable(expression, value, to);
  }

  /** Numbers are the same by value: 1 and 1.0. */
  private static boolean isSame(JsonNode one, JsonNode other) {
    return one.equals(SCALARS, other);
  }

  private static boolean hasItem(JsonNode items, JsonNode wanted) {
    for (JsonNode item : items) {
      if (isSame(item, wanted)) {
        return true;
      }
    }
    return false;
  }

  UndecidedConditionException incomparable(String expression, JsonNode value, JsonNode to) {
    return new UndecidedConditionException(
        "'${%s}' is %s, which '%s' cannot compare with %s."
            .formatted(expression, FieldReader.describe(value), word(), FieldReader.describe(to)));
  }
}
