package org.espalier.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.tree.condition.Referenced;
import org.espalier.tree.condition.Referenced.Found;
import org.espalier.tree.condition.Referenced.Missing;
import org.espalier.tree.condition.References;
import org.jspecify.annotations.Nullable;

/** Finds what a reference leads to among the results of a task's dependencies. Stateless. */
public final class DependencyValues {
  private DependencyValues() {}

  /**
   * The value of an expression such as {@code name.path}. Of several names that fit the longest is
   * meant: {@code a.b.n} is not of {@code a}. A dependency without a result is an optional one that
   * did not complete: its values are null. Every dependency has a {@code status} and an {@code
   * error}, unless its result has a field of that name.
   */
  public static Referenced find(List<DependencyResult> dependencies, String expression) {
    DependencyResult meant = null;
    List<String> path = List.of();
    int longest = -1;
    for (DependencyResult dependency : dependencies) {
      for (String name : names(dependency)) {
        List<String> behind = References.pathBehind(name, expression);
        if (behind != null && name.length() > longest) {
          meant = dependency;
          path = behind;
          longest = name.length();
        }
      }
    }
    return meant == null
        ? new Missing("'${%s}' names none of the task's dependencies.".formatted(expression))
        : valueAt(meant, path, expression);
  }

  private static List<String> names(DependencyResult dependency) {
    String id = dependency.id().toString();
    return dependency.key() == null
        ? List.of(dependency.name(), id)
        : List.of(dependency.name(), dependency.key(), id);
  }

  private static Referenced valueAt(
      DependencyResult dependency, List<String> path, String expression) {
    JsonNode at = dependency.result();
    JsonNode state = path.size() == 1 ? state(dependency, path.get(0)) : null;
    if (state != null && (at == null || !at.has(path.get(0)))) {
      return new Found(state);
    }
    if (at == null) {
      return new Found(NullNode.instance);
    }
    for (String step : path) {
      JsonNode next = References.child(at, step);
      if (next == null) {
        return new Missing(
            "'${%s}': the result of '%s' has no '%s' there."
                .formatted(expression, dependency.name(), step));
      }
      at = next;
    }
    return new Found(at);
  }

  private static @Nullable JsonNode state(DependencyResult dependency, String field) {
    return switch (field) {
      case "status" -> TextNode.valueOf(dependency.status().word());
      case "error" ->
          dependency.error() == null ? NullNode.instance : TextNode.valueOf(dependency.error());
      default -> null;
    };
  }
}
