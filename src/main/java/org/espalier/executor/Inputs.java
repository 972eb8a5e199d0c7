package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.espalier.json.Excerpt;

/**
 * Reads an attempt's inputs or params field by field and refuses wrong ones with a message that
 * names the field. A field that is missing or null is absent. As thread-safe as the object it
 * reads.
 *
 * @param where what is read, as the user calls it: {@code inputs}, {@code params}
 * @param values the fields
 */
public record Inputs(String where, ObjectNode values) {
  /** The inputs of an attempt. */
  public static Inputs of(ExecutionContext context) {
    return new Inputs("inputs", context.inputs());
  }

  /** The params of an attempt. */
  public static Inputs paramsOf(ExecutionContext context) {
    return new Inputs("params", context.params());
  }

  /** Any value that is not null. */
  public Optional<JsonNode> value(String field) {
    return Optional.ofNullable(values.get(field)).filter(value -> !value.isNull());
  }

  /** A string. */
  public Optional<String> text(String field) {
    return value(field)
        .map(value -> value.isTextual() ? value.textValue() : refuse(field, "a string", value));
  }

  /** A string that must be there and not be blank. */
  public String requireText(String field) {
    return text(field)
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s.%s is required: give a string that is not blank.".formatted(where, field)));
  }

  /** True or false. */
  public Optional<Boolean> flag(String field) {
    return value(field)
        .map(
            value ->
                value.isBoolean() ? value.booleanValue() : refuse(field, "true or false", value));
  }

  /** An object. */
  public Optional<ObjectNode> object(String field) {
    return value(field)
        .map(value -> value instanceof ObjectNode o ? o : refuse(field, "an object", value));
  }

  /** A whole number from {@code min} to {@code max}. */
  public long wholeNumber(String field, long fallback, long min, long max) {
    String expected = "a whole number from %d to %d".formatted(min, max);
    return value(field)
        .map(
            value -> {
              boolean fits = value.isIntegralNumber() && value.canConvertToLong();
              return fits && value.longValue() >= min && value.longValue() <= max
                  ? value.longValue()
                  : refuse(field, expected, value);
            })
        .orElse(fallback);
  }

  /** A number of seconds, fractions allowed, from 0 to {@code max}; rounded up to milliseconds. */
  public Duration seconds(String field, Duration fallback, Duration max) {
    String expected = "a number of seconds from 0 to %d".formatted(max.toSeconds());
    return value(field)
        .map(
            value -> {
              boolean fits =
                  value.isNumber()
                      && value.doubleValue() >= 0
                      && value.doubleValue() <= max.toSeconds();
              return fits ? milliseconds(value.doubleValue()) : refuse(field, expected, value);
            })
        .orElse(fallback);
  }

  private static Duration milliseconds(double seconds) {
    BigDecimal exact = BigDecimal.valueOf(seconds).movePointRight(3);
    return Duration.ofMillis(exact.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /**
   * Refuses a field.
   *
   * @throws InvalidInputException always
   */
  public <T> T refuse(String field, String expected, JsonNode given) {
    throw new InvalidInputException(
        "%s.%s must be %s, got %s.".formatted(where, field, expected, describe(given)));
  }

  /** Strings are not repeated: they may hold secrets. */
  private static String describe(JsonNode given) {
    String type = given.getNodeType().name().toLowerCase(Locale.ROOT);
    return given.isNumber() || given.isBoolean()
        ? type + " " + shortened(given.asText())
        : (type.matches("[aeiou].*") ? "an " : "a ") + type;
  }

  private static String shortened(String text) {
    return Excerpt.of(text, 40);
  }
}
