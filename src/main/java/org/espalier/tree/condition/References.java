package org.espalier.tree.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * The references in a string of a task's inputs: {@code ${name.path.to.value}} picks a value from a dependency's result,
 * {@code ${secret:NAME}} names a secret, {@code $${} is a literal {@code ${}.
 */
public final class References {
  private static final String SECRET = "secret:";

  private References() {}

  /** A piece of a string. */
  public sealed interface Part {}

  /** Text that stands for itself. */
  public record Literal(String text) implements Part {}

  /**
   * A value of a dependency's result; {@code expression} is the dependency's name, key or id, then
   * a path.
   */
  public record Value(String expression) implements Part {}

  /** A secret, resolved inside the attempt only. */
  public record Secret(String name) implements Part {}

  /** Whether a string can hold a reference at all; cheap. */
  public static boolean isPossibleIn(String text) {
    return text.contains("${");
  }

  /** What follows an opening without an end; null when there is none. */
  public static @org.jspecify.annotations.Nullable String unclosedIn(String text) {
    int at = text.indexOf("${");
    while (at >= 0) {
      boolean isEscaped = at > 0 && text.charAt(at - 1) == '$';
      int end = isEscaped ? at + 1 : text.indexOf('}', at);
      if (end < 0) {
        return text.substring(at);
      }
      at = text.indexOf("${", end + 1);
    }
    return null;
  }

  /** The pieces of a string, in order. An opening without an end is literal text. */
  public static List<Part> parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("$${", i)) {
        literal.append("${");
        i += 3;
        continue;
      }
      int end = text.startsWith("${", i) ? text.indexOf('}', i) : -1;
      if (end < 0) {
        literal.append(text.charAt(i++));
        continue;
      }
      if (literal.length() > 0) {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
      }
      parts.add(reference(text.substring(i + 2, end).strip()));
      i = end + 1;
    }
    if (literal.length() > 0) {
      parts.add(new Literal(literal.toString()));
    }
    return parts;
  }

  private static Part reference(String expression) {
    return expression.startsWith(SECRET)
        ? new Secret(expression.substring(SECRET.length()).strip())
        : new Value(expression);
  }

  /**
   * The path behind the name at the start of an expression.
   *
   * @return the steps (field names or array indexes), empty when the expression is just the name;
   *     null when it does not begin with the name
   */
  public static @org.jspecify.annotations.Nullable List<String> pathBehind(
      String name, String expression) {
    if (!expression.startsWith(name)) {
      return null;
    }
    String rest = expression.substring(name.length());
    if (rest.isEmpty()) {
      return List.of();
    }
    if (rest.charAt(0) != '.' && rest.charAt(0) != '[') {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : rest.replace("[", ".").replace("]", "").substring(1).split("\\.", -1)) {
      steps.add(step);
    }
    return steps;
  }
}
