package org.espalier.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an event in the log, and its id on the wire: {@code "<row>-<index>"}.
 *
 * @param row id of the row in the log
 * @param index place in the row, from 0
 */
public record EventPosition(long row, int index) implements Comparable<EventPosition> {
  /** Before every event. */
  public static final EventPosition START = new EventPosition(0, Integer.MAX_VALUE);

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,9})");

  /** Reads the wire form; empty when the text is none. */
  public static Optional<EventPosition> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EventPosition(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(EventPosition other) {
    int byRow = Long.compare(row, other.row);
    return byRow != 0 ? byRow : Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return row + "-" + index;
  }
}
