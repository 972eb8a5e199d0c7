package org.espalier.engine.schedule;

import java.nio.charset.StandardCharsets;

/**
 * Lines of an iCalendar: ended by CRLF, folded at 75 octets between characters (RFC 5545, 3.1). Not
 * thread-safe.
 */
final class CalendarLines {
  private static final int MAX_OCTETS = 75;

  private final StringBuilder text = new StringBuilder();

  /** A line whose value is written as it is. */
  CalendarLines add(String name, String value) {
    int octets = 0;
    String line = name + ":" + value;
    for (int i = 0; i < line.length(); ) {
      int character = line.codePointAt(i);
      int size = Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (octets + size > MAX_OCTETS) {
        text.append("\r\n ");
        octets = 1;
      }
      text.appendCodePoint(character);
      octets += size;
      i += Character.charCount(character);
    }
    text.append("\r\n");
    return this;
  }

  /** A line whose value is a text (RFC 5545, 3.3.11). */
  CalendarLines addText(String name, String value) {
    return add(name, escaped(value));
  }

  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r\n", "\n")
        .replace("\n", "\\n")
        .replaceAll("\\p{Cntrl}", " ");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
