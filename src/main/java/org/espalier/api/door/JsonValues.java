package org.espalier.api.door;

/**
 * What is in a text of JSON, seen without making any of it. Knows no faults; a text that has one is
 * refused later.
 *
 * @param count how many values there are at most: each is the first of its array or object, or
 *     stands behind a comma
 * @param longestText how many bytes the longest string has
 */
record JsonValues(long count, int longestText) {
  static JsonValues in(byte[] text, int length) {
    long values = 1;
    int longest = 0;
    int begin = -1;
    for (int i = 0; i < length; i++) {
      switch (text[i]) {
        case '"' -> {
          longest = begin < 0 ? longest : Math.max(longest, i - begin);
          begin = begin < 0 ? i : -1;
        }
        case '\\' -> i += begin < 0 ? 0 : 1;
        case ',', '[', '{' -> values += begin < 0 ? 1 : 0;
        default -> {}
      }
    }
    return new JsonValues(values, begin < 0 ? longest : Math.max(longest, length - begin));
  }
}
