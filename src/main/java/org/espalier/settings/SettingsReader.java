package org.espalier.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads single keys with their default and range, and says clearly what is wrong with a value. */
final class SettingsReader {
  private final Function<String, Optional<String>> source;

  /** Reads from a source of raw values: key to value, empty when the key is not set. */
  SettingsReader(Function<String, Optional<String>> source) {
    this.source = source;
  }

  String text(String key, String fallback) {
    return source.apply(key).map(String::strip).filter(v -> !v.isEmpty()).orElse(fallback);
  }

  /** A text without a default. */
  Optional<String> optional(String key) {
    return Optional.of(text(key, "")).filter(value -> !value.isEmpty());
  }

  boolean flag(String key, boolean fallback) {
    String raw = text(key, Boolean.toString(fallback));
    return switch (raw) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSettingException(key, "true or false", raw);
    };
  }

  int integer(String key, int fallback, int min, int max) {
    return (int) number(key, fallback, min, max);
  }

  long number(String key, long fallback, long min, long max) {
    String raw = text(key, Long.toString(fallback));
    String expected = "a whole number from %d to %d".formatted(min, max);
    try {
      long value = Long.parseLong(raw);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(key, expected, raw);
    }
    throw new InvalidSettingException(key, expected, raw);
  }

  double decimal(String key, double fallback, double min, double max) {
    String raw = text(key, Double.toString(fallback));
    String expected = "a number from %s to %s".formatted(min, max);
    try {
      double value = Double.parseDouble(raw);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(key, expected, raw);
    }
    throw new InvalidSettingException(key, expected, raw);
  }

  Duration duration(String key, Duration fallback, Duration min, Duration max) {
    String raw = text(key, fallback.toString());
    String expected = "an ISO-8601 duration from %s to %s".formatted(min, max);
    try {
      Duration value = Duration.parse(raw);
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    } catch (DateTimeParseException e) {
      throw new InvalidSettingException(key, expected, raw);
    }
    throw new InvalidSettingException(key, expected, raw);
  }

  /** A time zone by its name. */
  ZoneId zone(String key, String fallback) {
    String raw = text(key, fallback);
    try {
      return ZoneId.of(raw);
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          key, "the name of a time zone, like UTC or Europe/Berlin", raw);
    }
  }

  /** One of some constants, by its name in lower case with hyphens. */
  <E extends Enum<E>> E constant(String key, E fallback, E[] constants) {
    String raw = text(key, word(fallback));
    for (E constant : constants) {
      if (word(constant).equals(raw)) {
        return constant;
      }
    }
    List<String> words = Arrays.stream(constants).map(SettingsReader::word).toList();
    throw new InvalidSettingException(key, "one of " + String.join(", ", words), raw);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A comma-separated list; blanks are dropped. */
  List<String> list(String key) {
    return Arrays.stream(text(key, "").split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** A comma-separated list of {@code name=number}. */
  Map<String, Integer> limits(String key) {
    Map<String, Integer> limits = new LinkedHashMap<>();
    for (String item : list(key)) {
      String[] parts = item.split("=", 2);
      try {
        int limit = Integer.parseInt(parts[parts.length - 1].strip());
        if (parts.length < 2 || limit < 1) {
          throw new InvalidSettingException(key, "kind=number, number at least 1", item);
        }
        limits.put(parts[0].strip(), limit);
      } catch (NumberFormatException e) {
        throw new InvalidSettingException(key, "kind=number, number at least 1", item);
      }
    }
    return limits;
  }
}
