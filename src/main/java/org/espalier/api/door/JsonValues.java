package org.espalier.api.door;

/**
 * How many values a text of JSON has at most, without making any: each is the first of its array or
 * object, or stands behind a comma. Knows no faults; a text that has one is refused later.
 * Stateless.
 */
final class JsonValues {
  private JsonValues() {}

  static long count(byte[] text, int length) {
    long values = 1;
    boolean isInString = false;
    for (int i = 0; i < length; i++) {
      switch (text[i]) {
        case '"' -> isInString = !isInString;
        case '\\' -> i += isInString ? 1 : 0;
        case ',', '[', '{' -> values += isInString ? 0 : 1;
        default -> {}
      }
    }
    return values;
  }
}
