package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.RetrySettings;
import org.espalier.settings.TreeLimits;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.condition.References;
import org.espalier.tree.condition.RunConditionReader;
import org.espalier.tree.submission.TaskDraft.DependencyDraft;
import org.jspecify.annotations.Nullable;

/** Turns the JSON of one task into a {@link TaskDraft}, noting every fault. Not thread-safe. */
final class TaskParser {
  static final int MAX_NAME = 255;
  static final int DEFAULT_PRIORITY = 2;

  private static final double MAX_SECONDS = 30 * 24 * 3600.0;

  /** What a caller may set. */
  private static final Set<String> DEFINITION =
      Set.of(
          "id",
          "key",
          "parent_id",
          "user_id",
          "name",
          "priority",
          "dependencies",
          "inputs",
          "params",
          "schemas",
          "retry",
          "timeout",
          "at_most_once",
          "children",
          "schedule_type",
          "schedule_expression",
          "schedule_enabled",
          "schedule_start_at",
          "schedule_end_at",
          "max_runs",
          "run_if");

  /**
   * What only the engine sets; absent, null or the initial value are let pass, so that a task can
   * be sent back.
   */
  private static final List<String> STATE =
      List.of(
          "status",
          "progress",
          "result",
          "error",
          "created_at",
          "started_at",
          "updated_at",
          "completed_at",
          "task_tree_id",
          "attempts",
          "waiting_for",
          "run_id",
          "next_run_at",
          "last_run_at",
          "run_count");

  /** What a task made for an element of a list may have. */
  private static final Set<String> ELEMENT =
      Set.of(
          "name",
          "user_id",
          "priority",
          "inputs",
          "params",
          "schemas",
          "retry",
          "timeout",
          "at_most_once");

  private static final Set<String> KNOWN = union(DEFINITION, STATE);

  private static final Set<String> RETRY_FIELDS =
      Set.of("max_attempts", "backoff", "initial_delay", "max_delay", "jitter", "retry_on");

  private final TreeLimits limits;
  private final RetrySettings retryDefaults;
  private final Violations violations;
  private final ScheduleFields schedules;

  TaskParser(EspalierSettings settings, Instant now, Violations violations) {
    this.limits = settings.limits();
    this.retryDefaults = settings.retry();
    this.violations = violations;
    this.schedules = new ScheduleFields(settings.schedule().zone(), now, violations);
  }

  /**
   * Reads one task, without its children.
   *
   * @param enclosing where the task stands that this one is nested in; null at the top
   */
  TaskDraft parse(ObjectNode json, String pointer, @Nullable String enclosing) {
    FieldReader fields = new FieldReader(json, pointer, violations);
    fields.refuseUnknown(KNOWN);
    refuseState(fields);
    String name = fields.text("name", MAX_NAME);
    if (name == null && fields.node("name") == null) {
      violations.add(fields.pointerTo("name"), ViolationCode.REQUIRED, "A task needs a 'name'.");
    }
    Integer priority = fields.wholeNumber("priority", 0, 3);
    Double timeout = fields.number("timeout", 0.001, MAX_SECONDS);
    ScheduleDefinition schedule = schedules.read(fields);
    checkTemplate(json, pointer);
    return new TaskDraft(
        pointer,
        enclosing,
        fields.text("id", MAX_NAME),
        fields.text("key", MAX_NAME),
        fields.text("parent_id", MAX_NAME),
        fields.pointerTo("parent_id"),
        fields.text("user_id", MAX_NAME),
        name,
        priority == null ? DEFAULT_PRIORITY : priority,
        dependencies(fields),
        fields.object("inputs", limits.maxInputsBytes()),
        fields.object("params", limits.maxInputsBytes()),
        fields.object("schemas", limits.maxInputsBytes()),
        retry(fields),
        timeout == null ? null : RetryPolicy.duration(timeout),
        fields.flag("at_most_once", false),
        schedule,
        schedules.first(schedule),
        runIf(fields),
        false);
  }

  /** Reads a task made for an element of a list: it stands for itself and runs at once. */
  TaskDraft parseElement(ObjectNode json, String pointer) {
    FieldReader fields = new FieldReader(json, pointer, violations);
    for (String field : KNOWN) {
      if (json.has(field) && !ELEMENT.contains(field)) {
        violations.add(
            fields.pointerTo(field),
            ViolationCode.NOT_IN_TEMPLATE,
            "The task of a template cannot have '%s'; it can have %s.",
            field,
            ELEMENT.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    return parse(json, pointer, null);
  }

  /** The fields of a template that are known yet; those that are references are left out. */
  private void checkTemplate(ObjectNode json, String pointer) {
    boolean hasTemplate = TaskTemplates.areFor(TaskTemplates.executorOf(json));
    if (hasTemplate && json.path("inputs").path(TaskTemplates.FIELD) instanceof ObjectNode task) {
      ObjectNode known = withoutReferences(task);
      if (known.path("retry") instanceof ObjectNode retry) {
        known.set("retry", withoutReferences(retry));
      }
      known.put("name", "element");
      parseElement(known, pointer + "/inputs/" + TaskTemplates.FIELD);
    }
  }

  private static ObjectNode withoutReferences(ObjectNode json) {
    ObjectNode known = Json.object();
    for (var field : json.properties()) {
      JsonNode value = field.getValue();
      if (!value.isTextual() || !References.isPossibleIn(value.textValue())) {
        known.set(field.getKey(), value);
      }
    }
    return known;
  }

  /** Its shape is checked here; whom it names, with the tree. */
  private @Nullable JsonNode runIf(FieldReader fields) {
    JsonNode json = fields.object("run_if", limits.maxInputsBytes());
    if (json != null) {
      new RunConditionReader(violations).read(json, fields.pointerTo("run_if"));
    }
    return json;
  }

  private void refuseState(FieldReader fields) {
    for (String field : STATE) {
      JsonNode value = fields.node(field);
      if (value != null && !isInitial(field, value)) {
        violations.add(
            fields.pointerTo(field),
            ViolationCode.READ_ONLY,
            "'%s' is set by the engine and cannot be preset; got %s.",
            field,
            FieldReader.describe(value));
      }
    }
  }

  private static boolean isInitial(String field, JsonNode value) {
    return switch (field) {
      case "status" -> TaskStatus.PENDING.word().equals(value.textValue());
      case "progress", "attempts", "run_count" -> value.isNumber() && value.doubleValue() == 0;
      default -> false;
    };
  }

  private List<DependencyDraft> dependencies(FieldReader fields) {
    List<DependencyDraft> dependencies = new ArrayList<>();
    int index = 0;
    for (JsonNode item : fields.items("dependencies")) {
      String pointer = fields.pointerTo("dependencies") + "/" + index++;
      DependencyDraft dependency = dependency(item, pointer);
      if (dependency != null) {
        dependencies.add(dependency);
      }
    }
    return dependencies;
  }

  private @Nullable DependencyDraft dependency(JsonNode item, String pointer) {
    if (item.isTextual()) {
      return new DependencyDraft(pointer, item.textValue(), true);
    }
    if (!item.isObject()) {
      violations.add(
          pointer,
          ViolationCode.TYPE,
          "A dependency is a text or {\"id\", \"required\"}; got %s.",
          FieldReader.describe(item));
      return null;
    }
    FieldReader fields = new FieldReader((ObjectNode) item, pointer, violations);
    fields.refuseUnknown(Set.of("id", "name", "required", "type"));
    if (fields.node("type") != null && !"result".equals(fields.text("type", MAX_NAME))) {
      violations.add(
          fields.pointerTo("type"),
          ViolationCode.RANGE,
          "'type': the only type of dependency is 'result'.");
    }
    String reference = fields.text("id", MAX_NAME);
    if (reference == null) {
      reference = fields.text("name", MAX_NAME);
    }
    if (reference == null) {
      if (fields.node("id") == null && fields.node("name") == null) {
        violations.add(pointer, ViolationCode.REQUIRED, "A dependency needs an 'id' or a 'name'.");
      }
      return null;
    }
    return new DependencyDraft(pointer, reference, fields.flag("required", true));
  }

  private @Nullable RetryPolicy retry(FieldReader task) {
    ObjectNode json = task.object("retry", limits.maxInputsBytes());
    if (json == null) {
      return null;
    }
    FieldReader fields = new FieldReader(json, task.pointerTo("retry"), violations);
    fields.refuseUnknown(RETRY_FIELDS);
    Integer maxAttempts = fields.wholeNumber("max_attempts", 1, 1_000);
    RetryPolicy.Backoff backoff = fields.constant("backoff", RetryPolicy.Backoff.class);
    Double jitter = fields.number("jitter", 0, 1);
    return new RetryPolicy(
        maxAttempts == null ? RetryPolicy.ATTEMPTS_WHEN_ASKED : maxAttempts,
        backoff == null ? RetryPolicy.Backoff.EXPONENTIAL : backoff,
        seconds(fields, "initial_delay", retryDefaults.initialDelay()),
        seconds(fields, "max_delay", retryDefaults.maxDelay()),
        jitter == null ? retryDefaults.jitter() : jitter,
        Set.copyOf(fields.texts("retry_on")));
  }

  private static Duration seconds(FieldReader fields, String field, Duration fallback) {
    Double seconds = fields.number(field, 0, MAX_SECONDS);
    return seconds == null ? fallback : RetryPolicy.duration(seconds);
  }

  /** Whether a task has a field of this name. */
  static boolean isKnown(String field) {
    return KNOWN.contains(field);
  }

  /** The fields a caller may set, and these. */
  static Set<String> fieldsWith(String... more) {
    return union(DEFINITION, List.of(more));
  }

  private static Set<String> union(Set<String> some, List<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}
