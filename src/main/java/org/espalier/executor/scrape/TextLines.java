package org.espalier.executor.scrape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Text that grows line by line: white space runs together as in HTML, blocks are kept apart by one
 * empty line, and each line begins with what encloses it, such as the mark of a quotation. Not
 * thread-safe.
 */
final class TextLines {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> prefixes = new ArrayDeque<>();
  private boolean atLineStart = true;
  private boolean spaceDue;
  private int breaksDue;
  private boolean opened;

  /** Text as it is written in HTML. */
  void words(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        spaceDue = !opened;
      } else {
        character(c);
      }
    }
  }

  /** Signs that no white space gets lost around. */
  void signs(String signs) {
    for (int i = 0; i < signs.length(); i++) {
      character(signs.charAt(i));
    }
  }

  /** Signs that open something: what follows stands right after them. */
  void open(String signs) {
    signs(signs);
    opened = true;
  }

  /** A sign that closes: no space before it, whatever was due comes after it. */
  void close(String signs) {
    boolean due = spaceDue;
    spaceDue = false;
    signs(signs);
    spaceDue = due;
  }

  /** Text whose white space means something. */
  void preformatted(String text) {
    boolean isFirst = true;
    opened = false;
    for (String line : text.split("\n", -1)) {
      if (!isFirst) {
        breaksDue = 0;
        beginLine();
      }
      isFirst = false;
      flush();
      out.append(line);
      atLineStart = false;
    }
  }

  private void beginLine() {
    out.append('\n');
    prefix();
  }

  private void character(char c) {
    flush();
    out.append(c);
    atLineStart = false;
    opened = false;
  }

  private void flush() {
    if (breaksDue > 0 && out.length() > 0) {
      for (int i = 0; i < breaksDue; i++) {
        out.append('\n');
        if (i < breaksDue - 1 && !prefixes.isEmpty()) {
          blankPrefix();
        }
      }
      prefix();
    } else if (out.length() == 0) {
      prefix();
    } else if (spaceDue && !atLineStart) {
      out.append(' ');
    }
    breaksDue = 0;
    spaceDue = false;
  }

  private void prefix() {
    for (Iterator<String> i = prefixes.descendingIterator(); i.hasNext(); ) {
      out.append(i.next());
    }
    atLineStart = true;
  }

  private void blankPrefix() {
    StringBuilder all = new StringBuilder();
    prefixes.descendingIterator().forEachRemaining(all::append);
    out.append(all.toString().stripTrailing());
  }

  /** What follows begins a line. */
  void line() {
    breaksDue = opened ? 0 : Math.max(breaksDue, 1);
  }

  /** What follows comes after an empty line. */
  void block() {
    breaksDue = opened ? 0 : Math.max(breaksDue, 2);
  }

  void enter(String prefix) {
    prefixes.push(prefix);
  }

  void leave() {
    prefixes.pop();
  }

  @Override
  public String toString() {
    return out.toString().strip();
  }
}
