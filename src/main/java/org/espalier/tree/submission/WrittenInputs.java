package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.espalier.json.Json;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.condition.References;
import org.jspecify.annotations.Nullable;

/**
 * Checks what an author wrote into a task, which would be ignored or fail only when the task is
 * run: names its executor does not know, constants it cannot use, references without an end. What
 * was stored by earlier rules and what is filled in later is none of its business. Not thread-safe.
 */
final class WrittenInputs {
  private static final String INPUTS = "/inputs";
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private final ExecutorCatalog executors;
  private final Violations violations;

  WrittenInputs(ExecutorCatalog executors, Violations violations) {
    this.executors = executors;
    this.violations = violations;
  }

  /**
   * Checks a task.
   *
   * @param pointer where the task stands
   * @param names what the inputs may be called besides: the task's dependencies
   * @param noted faults of the inputs that were noted before; what they say is not said again
   */
  void check(
      String kind,
      ObjectNode inputs,
      @Nullable ObjectNode params,
      String pointer,
      Set<String> names,
      List<ExecutorCatalog.Fault> noted) {
    ObjectNode given = params == null ? Json.object() : params;
    for (ExecutorCatalog.Misfit misfit : executors.checkWritten(kind, inputs, given, names)) {
      if (noted.stream().noneMatch(fault -> overlap(INPUTS + fault.pointer(), misfit.pointer()))) {
        violations.add(
            pointer + misfit.pointer(), misfit.code(), "%s", misfit.message() + hint(misfit));
      }
    }
  }

  /** Whether one is the other or inside of it; the whole inputs are no place of their own. */
  private static boolean overlap(String one, String other) {
    return !one.equals(INPUTS)
        && (one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/"));
  }

  private static String hint(ExecutorCatalog.Misfit misfit) {
    String name = misfit.pointer().substring(misfit.pointer().indexOf('/', 1) + 1);
    return misfit.code() == ViolationCode.UNKNOWN_INPUT && TaskParser.isKnown(name)
        ? " A task has a field of this name beside 'inputs'."
        : "";
  }

  /** The names of dependencies, and those the task's own schema of its inputs lists. */
  static Set<String> names(TaskDraft draft, Set<String> dependencyNames) {
    Set<String> names = new HashSet<>(dependencyNames);
    if (draft.schemas() != null) {
      draft
          .schemas()
          .path("input_schema")
          .path("properties")
          .fieldNames()
          .forEachRemaining(names::add);
    }
    return names;
  }

  /** Notes references without an end, in templates too. */
  void checkOpenings(@Nullable JsonNode value, String pointer) {
    if (value == null) {
      return;
    }
    if (value.isTextual() && References.isPossibleIn(value.textValue())) {
      checkOpening(value.textValue(), pointer);
      checkSecrets(value.textValue(), pointer);
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      checkOpenings(field.getValue(), JsonPointers.child(pointer, field.getKey()));
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      checkOpenings(value.get(i), pointer + "/" + i);
    }
  }

  private void checkOpening(String text, String pointer) {
    String rest = References.unclosedIn(text);
    if (rest != null) {
      violations.add(
          pointer,
          ViolationCode.UNCLOSED_REFERENCE,
          "'%s' has no closing }; write $${ for a literal ${.",
          FieldReader.shorten(rest));
    }
  }

  private void checkSecrets(String text, String pointer) {
    for (References.Part part : References.parse(text)) {
      if (part instanceof References.Secret secret && !SECRET.matcher(secret.name()).matches()) {
        violations.add(
            pointer,
            ViolationCode.SECRET_NAME,
            "'${secret:%s}' cannot name a secret: 1 to 100 letters, digits, '_', '.' and '-' do.",
            FieldReader.shorten(secret.name()));
      }
    }
  }
}
