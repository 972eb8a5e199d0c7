package org.espalier.tree.condition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The references in a string of a task's inputs: {@code ${name.path.to.value}} picks a value from a dependency's result,
 * {@code ${secret:NAME}} names a secret, {@code $${} is a literal {@code ${}. A name that holds a dot, a bracket or a
 * brace is written as a JSON string in brackets: {@code ${a["x.y"]}}, {@code ${["a.b"].x}}.
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
      int end = isEscaped ? at + 1 : ReferencePath.endOfReference(text, at);
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
      int end = text.startsWith("${", i) ? ReferencePath.endOfReference(text, i) : -1;
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
    return ReferencePath.behind(name, expression);
  }

  /** What the steps lead to from a value; null when there is nothing. */
  public static @org.jspecify.annotations.Nullable JsonNode follow(
      JsonNode value, List<String> steps) {
    JsonNode at = value;
    for (String step : steps) {
      at = child(at, step);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  /** What one step leads to from a value; null when there is nothing. */
  public static @org.jspecify.annotations.Nullable JsonNode child(JsonNode value, String step) {
    if (!value.isArray()) {
      return value.get(step);
    }
    return step.matches("\\d{1,9}") ? value.get(Integer.parseInt(step)) : null;
  }
}
