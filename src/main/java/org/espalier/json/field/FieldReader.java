package org.espalier.json.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.espalier.json.JsonPointers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object and notes every fault with its pointer. A faulty or absent
 * field reads as null (or as the given default), so that reading goes on and all faults are found.
 * A JSON null counts as absent. Not thread-safe.
 */
public final class FieldReader {
  private final ObjectNode json;
  private final String pointer;
  private final Violations violations;

  public FieldReader(ObjectNode json, String pointer, Violations violations) {
    this.json = json;
    this.pointer = pointer;
    this.violations = violations;
  }

  /** The pointer (RFC 6901) of a field of this object. */
  public String pointerTo(String field) {
    return JsonPointers.child(pointer, field);
  }

  /** The raw value; null when absent. */
  public @Nullable JsonNode node(String field) {
    JsonNode value = json.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /** The raw value, which may be a JSON null; null when there is no such field. */
  @Nullable
  public JsonNode raw(String field) {
    return json.get(field);
  }

  /** A text of 1 to {@code maxLength} code points, without control characters. */
  public @Nullable String text(String field, int maxLength) {
    JsonNode value = node(field);
    if (value == null) {
      return null;
    }
    String expected = "a text of 1 to %d characters".formatted(maxLength);
    if (!value.isTextual()) {
      return fault(field, ViolationCode.TYPE, expected, value);
    }
    String text = value.textValue();
    if (text.isBlank() || Excerpt.isLonger(text, maxLength)) {
      violations.mismatch(
          pointerTo(field),
          ViolationCode.LENGTH,
          field,
          expected,
          text.isBlank() ? "a blank text" : text.codePointCount(0, text.length()) + " characters");
      return null;
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      violations.add(
          pointerTo(field),
          ViolationCode.CHARACTERS,
          "'%s' must not hold control characters.",
          field);
      return null;
    }
    return text;
  }

  /** A whole number within a range. */
  public @Nullable Integer wholeNumber(String field, int min, int max) {
    JsonNode value = node(field);
    if (value == null) {
      return null;
    }
    String expected = "a whole number from %d to %d".formatted(min, max);
    if (!value.isIntegralNumber()) {
      return fault(field, ViolationCode.TYPE, expected, value);
    }
    if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
      return fault(field, ViolationCode.RANGE, expected, value);
    }
    return value.intValue();
  }

  /** A number within a range. */
  public @Nullable Double number(String field, double min, double max) {
    JsonNode value = node(field);
    if (value == null) {
      return null;
    }
    String expected = "a number from %s to %s".formatted(trim(min), trim(max));
    if (!value.isNumber()) {
      return fault(field, ViolationCode.TYPE, expected, value);
    }
    double number = value.doubleValue();
    return number >= min && number <= max
        ? number
        : fault(field, ViolationCode.RANGE, expected, value);
  }

  /** True or false. */
  public boolean flag(String field, boolean fallback) {
    JsonNode value = node(field);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      fault(field, ViolationCode.TYPE, "true or false", value);
      return fallback;
    }
    return value.booleanValue();
  }

  /** One of the constants of an enum, by its lower-case name. */
  public <E extends Enum<E>> @Nullable E constant(String field, Class<E> type) {
    JsonNode value = node(field);
    if (value == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT);
      if (value.isTextual() && word.equals(value.textValue())) {
        return constant;
      }
      words.add(word);
    }
    return fault(
        field,
        value.isTextual() ? ViolationCode.RANGE : ViolationCode.TYPE,
        "one of " + String.join(", ", words),
        value);
  }

  /** An object whose text is at most {@code maxBytes} long. */
  public @Nullable ObjectNode object(String field, int maxBytes) {
    JsonNode value = node(field);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      return fault(field, ViolationCode.TYPE, "an object", value);
    }
    if (isLongerThan(value, maxBytes)) {
      violations.add(
          pointerTo(field),
          ViolationCode.TOO_LARGE,
          "'%s' is larger than the %d bytes allowed.",
          field,
          maxBytes);
      return null;
    }
    return (ObjectNode) value;
  }

  /** The items of an array; empty when absent or faulty. */
  public List<JsonNode> items(String field) {
    JsonNode value = node(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      fault(field, ViolationCode.TYPE, "an array", value);
      return List.of();
    }
    List<JsonNode> items = new ArrayList<>(value.size());
    value.forEach(items::add);
    return items;
  }

  /** The texts of an array. */
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    int index = 0;
    for (JsonNode item : items(field)) {
      if (item.isTextual()) {
        texts.add(item.textValue());
      } else {
        violations.mismatch(
            pointerTo(field) + "/" + index,
            ViolationCode.TYPE,
            field + "[" + index + "]",
            "a text",
            describe(item));
      }
      index++;
    }
    return texts;
  }

  /** Notes every field whose name is not known. */
  public void refuseUnknown(Set<String> known) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        violations.add(
            pointerTo(name),
            ViolationCode.UNKNOWN_FIELD,
            "There is no field '%s' here.",
            shorten(name));
      }
    }
  }

  /** Notes a fault of a field; always null, so that a caller can return it. */
  public <T> @Nullable T fault(String field, ViolationCode code, String expected, JsonNode given) {
    violations.mismatch(pointerTo(field), code, field, expected, describe(given));
    return null;
  }

  private static boolean isLongerThan(JsonNode value, int maxBytes) {
    String text = Json.write(value);
    return text.length() > maxBytes
        || (text.length() > maxBytes / 3
            && text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > maxBytes);
  }

  private static String trim(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** A value in a few words, for a message. */
  public static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "'" + shorten(value.textValue()) + "'";
      case NUMBER, BOOLEAN -> shorten(value.asText());
      case NULL, MISSING -> "nothing";
      case BINARY, POJO -> "a value";
    };
  }

  /** A text cut to what fits a message. */
  public static String shorten(String text) {
    return Excerpt.isLonger(text, 60) ? Excerpt.of(text, 50) : text;
  }
}
