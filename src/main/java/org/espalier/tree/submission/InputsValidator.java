package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.espalier.json.Json;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.condition.References;
import org.espalier.tree.condition.RunCondition;
import org.espalier.tree.condition.RunConditionReader;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a task is to do: its executor, its inputs against the schemas, the references in
 * them.
 */
final class InputsValidator {
  private static final Pattern SECRET = Pattern.compile("(?<!\\$)\\$\\{\\s*secret:");

  private final ExecutorCatalog executors;
  private final Violations violations;
  private final WrittenInputs written;
  private final boolean needsExecutor;

  InputsValidator(ExecutorCatalog executors, Violations violations) {
    this(executors, violations, true);
  }

  /**
   * A validator.
   *
   * @param needsExecutor whether a task is at fault that names no executor, or one that is not
   *     available here
   */
  InputsValidator(ExecutorCatalog executors, Violations violations, boolean needsExecutor) {
    this.needsExecutor = needsExecutor;
    this.executors = executors;
    this.violations = violations;
    this.written = new WrittenInputs(executors, violations);
  }

  /**
   * Checks one task.
   *
   * @param dependencyNames what the task's dependencies can be called: ids, keys and names
   */
  void check(TaskDraft draft, Set<String> dependencyNames) {
    ObjectNode inputs = draft.inputs() == null ? Json.object() : draft.inputs();
    checkExecutor(draft, inputs, dependencyNames);
    checkOwnSchema(draft, inputs, dependencyNames);
    checkInputReferences(
        draft.executor(), inputs, draft.pointer() + "/inputs", dependencyNames, draft.isStored());
    if (draft.params() != null) {
      checkReferences(draft.params(), draft.pointer() + "/params", dependencyNames);
    }
    if (!draft.isStored()) {
      written.checkOpenings(draft.inputs(), draft.pointer() + "/inputs");
      written.checkOpenings(draft.params(), draft.pointer() + "/params");
    }
    if (draft.runIf() != null) {
      checkCondition(draft.runIf(), draft.pointer() + "/run_if", dependencyNames);
    }
  }

  /** A faulty condition was noted when it was parsed; here only what a sound one names. */
  private void checkCondition(JsonNode runIf, String pointer, Set<String> dependencyNames) {
    RunCondition condition = new RunConditionReader(new Violations(0)).read(runIf, pointer);
    if (condition != null) {
      condition.forEach(each -> checkReference(each.expression(), each.pointer(), dependencyNames));
    }
  }

  private void checkExecutor(TaskDraft draft, ObjectNode inputs, Set<String> dependencyNames) {
    String kind = draft.executor();
    if (kind == null && !needsExecutor) {
      return;
    }
    if (kind == null) {
      violations.add(
          draft.pointer() + "/schemas/method",
          ViolationCode.REQUIRED,
          "Task '%s' names no executor; give one in 'schemas.method' or 'params.executor_id'.",
          FieldReader.shorten(draft.label()));
      return;
    }
    Optional<ExecutorCatalog.Refusal> refusal =
        executors.refusal(kind).filter(found -> counts(found, draft, kind));
    if (refusal.isPresent()) {
      note(refusal.get(), draft.pointer() + executorPointer(draft));
      return;
    }
    List<ExecutorCatalog.Fault> faults = executors.checkInputs(kind, inputs, dependencyNames);
    note(faults, draft.pointer() + "/inputs", ViolationCode.INPUTS_SCHEMA);
    if (draft.params() != null) {
      note(
          executors.checkParams(kind, draft.params()),
          draft.pointer() + "/params",
          ViolationCode.PARAMS_SCHEMA);
    }
    if (!draft.isStored()) {
      Set<String> names = WrittenInputs.names(draft, dependencyNames);
      written.check(kind, inputs, draft.params(), draft.pointer(), names, faults);
    }
  }

  /** What is stored was written by somebody who might, and may wait for its executor. */
  private boolean counts(ExecutorCatalog.Refusal refusal, TaskDraft draft, String kind) {
    return refusal.code() == ViolationCode.EXECUTOR_NOT_GRANTED
        ? !draft.isStored()
        : needsExecutor || !executors.isKnown(kind);
  }

  private void note(ExecutorCatalog.Refusal refusal, String pointer) {
    violations.add(pointer, refusal.code(), "%s", refusal.message());
  }

  /** The references of a template may also name the element and its index. */
  private void checkInputReferences(
      @Nullable String executor,
      ObjectNode inputs,
      String pointer,
      Set<String> names,
      boolean isStored) {
    if (!TaskTemplates.areFor(executor)
        || !(inputs.get(TaskTemplates.FIELD) instanceof ObjectNode template)) {
      checkReferences(inputs, pointer, names);
      return;
    }
    checkReferences(copyWithout(inputs, TaskTemplates.FIELD), pointer, names);
    if (SECRET.matcher(Json.write(inputs.path(TaskTemplates.LIST))).find()) {
      violations.add(
          pointer + "/" + TaskTemplates.LIST,
          ViolationCode.SECRET_IN_LIST,
          "The elements of a list are stored, so it cannot hold secrets; name them in the template.");
    }
    Set<String> inside = new HashSet<>(names);
    inside.addAll(TaskTemplates.names(inputs));
    checkTemplate(template, pointer + "/" + TaskTemplates.FIELD, inside, isStored);
  }

  private void checkTemplate(ObjectNode task, String pointer, Set<String> names, boolean isStored) {
    String kind = TaskTemplates.executorOf(task);
    if (kind == null) {
      violations.add(
          pointer + "/schemas/method",
          ViolationCode.REQUIRED,
          "The task of the template names no executor; give one in 'schemas.method'.");
      return;
    }
    if (References.isPossibleIn(kind)) {
      violations.add(
          pointer + "/schemas/method",
          ViolationCode.EXECUTOR_BY_REFERENCE,
          "The executor of a template must be given by its name, not by a reference.");
      return;
    }
    Optional<ExecutorCatalog.Refusal> refusal =
        executors
            .refusal(kind)
            .filter(found -> !isStored || found.code() != ViolationCode.EXECUTOR_NOT_GRANTED);
    if (refusal.isPresent()) {
      note(refusal.get(), pointer + "/schemas/method");
      return;
    }
    if (task.get("inputs") instanceof ObjectNode inputs) {
      List<ExecutorCatalog.Fault> faults = executors.checkInputs(kind, inputs, Set.of());
      note(faults, pointer + "/inputs", ViolationCode.INPUTS_SCHEMA);
      if (!isStored) {
        ObjectNode params = task.get("params") instanceof ObjectNode given ? given : null;
        written.check(kind, inputs, params, pointer, Set.of(), faults);
      }
      checkInputReferences(kind, inputs, pointer + "/inputs", names, isStored);
    }
    if (task.get("params") instanceof ObjectNode params) {
      note(executors.checkParams(kind, params), pointer + "/params", ViolationCode.PARAMS_SCHEMA);
    }
    checkReferences(copyWithout(task, "inputs"), pointer, names);
  }

  private static ObjectNode copyWithout(ObjectNode json, String field) {
    ObjectNode copy = Json.object().setAll(json);
    copy.remove(field);
    return copy;
  }

  private void note(List<ExecutorCatalog.Fault> faults, String pointer, ViolationCode code) {
    faults.forEach(fault -> violations.add(pointer + fault.pointer(), code, "%s", fault.message()));
  }

  private static String executorPointer(TaskDraft draft) {
    boolean isMethod = draft.schemas() != null && draft.schemas().path("method").isTextual();
    return isMethod ? "/schemas/method" : "/params/executor_id";
  }

  private void checkOwnSchema(TaskDraft draft, ObjectNode inputs, Set<String> dependencyNames) {
    JsonNode schema = draft.schemas() == null ? null : draft.schemas().get("input_schema");
    if (schema == null || schema.isNull()) {
      return;
    }
    String pointer = draft.pointer() + "/schemas/input_schema";
    if (!schema.isObject()) {
      violations.add(
          pointer,
          ViolationCode.SCHEMA_INVALID,
          "'input_schema' must be a JSON Schema object; got %s.",
          FieldReader.describe(schema));
      return;
    }
    String fault = executors.faultOfSchema((ObjectNode) schema).orElse("");
    if (!fault.isEmpty()) {
      violations.add(pointer, ViolationCode.SCHEMA_INVALID, "%s", fault);
      return;
    }
    for (ExecutorCatalog.Fault each :
        executors.checkAgainst((ObjectNode) schema, inputs, dependencyNames)) {
      violations.add(
          draft.pointer() + "/inputs" + each.pointer(),
          ViolationCode.INPUTS_SCHEMA,
          "%s",
          each.message());
    }
  }

  private record Place(JsonNode node, String pointer) {}

  private void checkReferences(ObjectNode root, String pointer, Set<String> dependencyNames) {
    Deque<Place> open = new ArrayDeque<>();
    open.push(new Place(root, pointer));
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (place.node.isObject()) {
        for (Map.Entry<String, JsonNode> field : place.node.properties()) {
          if (mayHoldReference(field.getValue())) {
            String below = JsonPointers.child(place.pointer, field.getKey());
            open.push(new Place(field.getValue(), below));
          }
        }
      } else if (place.node.isArray()) {
        for (int i = 0; i < place.node.size(); i++) {
          if (mayHoldReference(place.node.get(i))) {
            open.push(new Place(place.node.get(i), place.pointer + "/" + i));
          }
        }
      } else {
        checkText(place, dependencyNames);
      }
    }
  }

  private static boolean mayHoldReference(JsonNode node) {
    return node.isContainerNode() || node.isTextual() && References.isPossibleIn(node.textValue());
  }

  private void checkText(Place place, Set<String> dependencyNames) {
    for (References.Part part : References.parse(place.node.textValue())) {
      if (part instanceof References.Value value) {
        checkReference(value.expression(), place.pointer, dependencyNames);
      }
    }
  }

  private void checkReference(String expression, String pointer, Set<String> dependencyNames) {
    if (dependencyNames.stream()
        .noneMatch(name -> References.pathBehind(name, expression) != null)) {
      violations.add(
          pointer,
          ViolationCode.UNKNOWN_REFERENCE,
          "'${%s}' names none of the task's dependencies; write $${ for a literal ${.",
          FieldReader.shorten(expression));
    }
  }
}
