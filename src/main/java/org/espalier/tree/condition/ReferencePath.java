package org.espalier.tree.condition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the steps of a reference: {@code .field}, {@code [0]}, and {@code ["any text"]} with the
 * escapes {@code \\"} and {@code \\\\}. Not thread-safe.
 */
final class ReferencePath {
  private static final String OPENING = "[\"";
  private static final String CLOSING = "\"]";

  private final String text;
  private int at;

  private ReferencePath(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Where the brace stands that ends the reference that begins here; -1 when there is none. */
  static int endOfReference(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == '}') {
        return i;
      }
      int close = text.startsWith(OPENING, i) ? closing(text, i + OPENING.length()) : -1;
      i = close < 0 ? i : close + 1;
    }
    return -1;
  }

  /** Where the quote and the bracket stand that close a quoted step; -1 when nothing does. */
  private static int closing(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.startsWith(CLOSING, i)) {
        return i;
      }
      i += text.charAt(i) == '\\' ? 1 : 0;
    }
    return -1;
  }

  /** The steps behind a name; null when the expression does not begin with it. */
  static @Nullable List<String> behind(String name, String expression) {
    int quoted = expression.startsWith(OPENING) ? closing(expression, OPENING.length()) : -1;
    if (quoted >= 0 && unescaped(expression.substring(OPENING.length(), quoted)).equals(name)) {
      return new ReferencePath(expression, quoted + CLOSING.length()).steps();
    }
    return expression.startsWith(name)
        ? new ReferencePath(expression, name.length()).steps()
        : null;
  }

  private @Nullable List<String> steps() {
    List<String> steps = new ArrayList<>();
    while (at < text.length()) {
      char opening = text.charAt(at);
      if (opening == '.') {
        steps.add(field());
      } else if (opening == '[') {
        steps.add(inBrackets());
      } else {
        return null;
      }
    }
    return steps;
  }

  private String field() {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
      at++;
    }
    return text.substring(start, at);
  }

  private String inBrackets() {
    int start = at + 1;
    int quoted = text.startsWith(OPENING, at) ? closing(text, at + OPENING.length()) : -1;
    if (quoted >= 0) {
      at = quoted + CLOSING.length();
      return unescaped(text.substring(start + 1, quoted));
    }
    int close = text.indexOf(']', start);
    int end = close < 0 ? text.length() : close;
    at = Math.min(text.length(), end + 1);
    return text.substring(start, end);
  }

  private static String unescaped(String quoted) {
    return quoted.indexOf('\\') < 0 ? quoted : quoted.replaceAll("\\\\(.)", "$1");
  }
}
