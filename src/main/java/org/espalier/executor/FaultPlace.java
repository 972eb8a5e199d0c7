package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.json.JsonPointers;

/**
 * Where a message of {@link InvalidInputException} points: {@code inputs.auth.token must ...} or
 * {@code inputs.to[1] must ...}.
 *
 * @param root {@code inputs} or {@code params}
 * @param steps names and indexes, as far as there is a value
 * @param absent a field of the root that is not there; empty when it is
 */
record FaultPlace(String root, List<String> steps, Optional<String> absent) {
  private static final Pattern ROOT = Pattern.compile("(inputs|params)\\b");
  private static final Pattern FIELD = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern INDEX = Pattern.compile("(?:\\[(\\d{1,9})\\]|\\.(\\d{1,9})\\b)");

  FaultPlace {
    steps = List.copyOf(steps);
  }

  /** Finds the place; empty when the message does not begin with one. */
  static Optional<FaultPlace> in(String message, ObjectNode inputs, ObjectNode params) {
    Matcher root = ROOT.matcher(message);
    if (!root.lookingAt()) {
      return Optional.empty();
    }
    JsonNode node = root.group().equals("inputs") ? inputs : params;
    List<String> steps = new ArrayList<>();
    int at = root.end();
    for (Optional<Step> step = step(message, at, node); step.isPresent(); ) {
      steps.add(step.get().name);
      node = step.get().value;
      at = step.get().end;
      step = step(message, at, node);
    }
    Matcher field = FIELD.matcher(message).region(at, message.length());
    boolean isAbsent = steps.isEmpty() && field.lookingAt();
    return Optional.of(
        new FaultPlace(
            root.group(), steps, isAbsent ? Optional.of(field.group(1)) : Optional.empty()));
  }

  private record Step(String name, JsonNode value, int end) {}

  private static Optional<Step> step(String message, int at, JsonNode node) {
    if (node.isArray()) {
      Matcher index = INDEX.matcher(message).region(at, message.length());
      if (!index.lookingAt()) {
        return Optional.empty();
      }
      String digits = index.group(1) == null ? index.group(2) : index.group(1);
      return Optional.ofNullable(node.get(Integer.parseInt(digits)))
          .map(value -> new Step(digits, value, index.end()));
    }
    if (!node.isObject() || !message.startsWith(".", at)) {
      return Optional.empty();
    }
    Step longest = null;
    for (var field : node.properties()) {
      int end = at + 1 + field.getKey().length();
      boolean isNamed = message.startsWith(field.getKey(), at + 1) && endsAWord(message, end);
      if (isNamed && (longest == null || end > longest.end)) {
        longest = new Step(field.getKey(), field.getValue(), end);
      }
    }
    return Optional.ofNullable(longest);
  }

  private static boolean endsAWord(String message, int end) {
    return end >= message.length() || !Character.isLetterOrDigit(message.charAt(end));
  }

  /** JSON pointer (RFC 6901) from the task: {@code /inputs/auth/token}. */
  String pointer() {
    String pointer = "/" + root;
    for (String step : steps) {
      pointer = JsonPointers.child(pointer, step);
    }
    return pointer;
  }

  /** The value there. */
  JsonNode valueIn(JsonNode from) {
    JsonNode node = from;
    for (String step : steps) {
      node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }
    return node;
  }
}
