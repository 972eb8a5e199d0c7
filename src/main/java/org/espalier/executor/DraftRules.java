package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Tells which errors count while references are not resolved yet. When in doubt an error does not
 * count: the complete value is validated again before it is used.
 *
 * @param providedLater fields of the whole value that are still to come
 */
record DraftRules(Set<String> providedLater) {
  /** Keywords that judge a value as a whole, by parts that may still change. */
  private static final Set<String> JUDGES_THE_WHOLE =
      Set.of(
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "dependencies",
          "const",
          "enum",
          "uniqueItems");

  DraftRules {
    providedLater = Set.copyOf(providedLater);
  }

  boolean counts(Error error, JsonNode root) {
    boolean whole = error.getInstanceLocation().getNameCount() == 0;
    if (whole && !providedLater.isEmpty() && dependsOnFields(error)) {
      return false;
    }
    JsonNode judged = root;
    for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
      judged = child(judged, error.getInstanceLocation().getElement(i));
      if (isReference(judged)) {
        return false;
      }
    }
    return !isReference(judged) && !(judgesTheWhole(error) && holdsReference(judged));
  }

  private boolean dependsOnFields(Error error) {
    if ("required".equals(error.getKeyword()) && providedLater.contains(error.getProperty())) {
      return true;
    }
    return "minProperties".equals(error.getKeyword()) || judgesTheWhole(error);
  }

  private static JsonNode child(JsonNode parent, Object step) {
    return step instanceof Integer index ? parent.path(index) : parent.path(step.toString());
  }

  private static boolean judgesTheWhole(Error error) {
    NodePath path = error.getEvaluationPath();
    for (int i = 0; path != null && i < path.getNameCount(); i++) {
      if (JUDGES_THE_WHOLE.contains(path.getElement(i).toString())) {
        return true;
      }
    }
    return JUDGES_THE_WHOLE.contains(error.getKeyword());
  }

  private static boolean holdsReference(JsonNode root) {
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      if (isReference(node)) {
        return true;
      }
      node.forEach(open::push);
    }
    return false;
  }

  /** Whether the value is a string with a reference; <code>$${</code> is a literal. */
  private static boolean isReference(JsonNode node) {
    if (!node.isTextual()) {
      return false;
    }
    String text = node.textValue();
    int at = text.indexOf("${");
    while (at >= 0) {
      boolean escaped = at > 0 && text.charAt(at - 1) == '$';
      if (!escaped && text.indexOf('}', at) > at) {
        return true;
      }
      at = text.indexOf("${", at + 2);
    }
    return false;
  }
}
