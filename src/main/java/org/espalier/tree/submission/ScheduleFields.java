package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.espalier.json.JsonTime;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.schedule.MalformedScheduleException;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.schedule.ScheduleType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the schedule of a task from its fields, noting every fault with the field's name. An empty
 * text counts as absent here, since that is how the protocol's clients take a schedule away. Not
 * thread-safe.
 */
final class ScheduleFields {
  /** The fields a caller may set. */
  static final Set<String> NAMES =
      Set.of(
          "schedule_type",
          "schedule_expression",
          "schedule_enabled",
          "schedule_start_at",
          "schedule_end_at",
          "max_runs");

  private static final int MAX_EXPRESSION = 100;

  private final ZoneId zone;
  private final Instant now;
  private final Violations violations;

  ScheduleFields(ZoneId zone, Instant now, Violations violations) {
    this.zone = zone;
    this.now = now;
    this.violations = violations;
  }

  /** The schedule as given; faults are noted. */
  ScheduleDefinition read(FieldReader fields) {
    if (NAMES.stream().allMatch(name -> fields.node(name) == null)) {
      return ScheduleDefinition.NONE;
    }
    int before = violations.count();
    ScheduleType type =
        isBlank(fields, "schedule_type")
            ? null
            : fields.constant("schedule_type", ScheduleType.class);
    String expression =
        isBlank(fields, "schedule_expression")
            ? null
            : fields.text("schedule_expression", MAX_EXPRESSION);
    ScheduleDefinition definition =
        new ScheduleDefinition(
            type,
            expression,
            fields.flag("schedule_enabled", false),
            moment(fields, "schedule_start_at"),
            moment(fields, "schedule_end_at"),
            fields.wholeNumber("max_runs", 1, Integer.MAX_VALUE));
    if (violations.count() == before) {
      check(definition, fields);
    }
    return definition;
  }

  /** When it is due first, seen from now; null when never, or when it is switched off. */
  @Nullable Instant first(ScheduleDefinition definition) {
    return definition.enabled() && violations.isEmpty()
        ? definition.first(now, zone).orElse(null)
        : null;
  }

  private static boolean isBlank(FieldReader fields, String field) {
    JsonNode value = fields.node(field);
    return value != null && value.isTextual() && value.textValue().isEmpty();
  }

  /**
   * A schedule that a patch takes away takes its limits along; what the patch names itself stays.
   *
   * @param task the patched task
   */
  static void dropIfTakenAway(ObjectNode task, ObjectNode patch) {
    boolean isNamed = patch.has("schedule_type") || patch.has("schedule_expression");
    if (isNamed && isGone(task, "schedule_type") && isGone(task, "schedule_expression")) {
      NAMES.stream().filter(name -> !patch.has(name)).forEach(task::remove);
    }
  }

  private static boolean isGone(ObjectNode task, String field) {
    JsonNode value = task.path(field);
    return value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isEmpty();
  }

  private @Nullable Instant moment(FieldReader fields, String field) {
    JsonNode value = fields.node(field);
    if (value == null || isBlank(fields, field)) {
      return null;
    }
    Instant moment =
        value.isTextual() ? ScheduleDefinition.moment(value.textValue(), zone).orElse(null) : null;
    return moment != null
        ? moment
        : fields.fault(field, ViolationCode.TYPE, ScheduleDefinition.A_MOMENT, value);
  }

  private void check(ScheduleDefinition definition, FieldReader fields) {
    Instant start = definition.startAt();
    Instant end = definition.endAt();
    if (start != null && end != null && end.isBefore(start)) {
      violations.add(
          fields.pointerTo("schedule_end_at"),
          ViolationCode.RANGE,
          "'schedule_end_at': expected a time that is not before 'schedule_start_at' (%s), got %s.",
          JsonTime.text(start),
          JsonTime.text(end));
    }
    boolean isComplete = checkPair(definition, fields);
    if (isComplete && isWellFormed(definition, fields) && definition.enabled()) {
      checkIsEverDue(definition, fields);
    }
  }

  /** Whether there are a type and an expression, or neither though they are not needed. */
  private boolean checkPair(ScheduleDefinition definition, FieldReader fields) {
    boolean isNeeded =
        definition.enabled() || definition.type() != null || definition.expression() != null;
    if (isNeeded && definition.type() == null) {
      require("schedule_type", fields);
    }
    if (isNeeded && definition.expression() == null) {
      require("schedule_expression", fields);
    }
    return definition.type() != null && definition.expression() != null;
  }

  private void require(String field, FieldReader fields) {
    violations.add(
        fields.pointerTo(field),
        ViolationCode.REQUIRED,
        "A schedule needs '%s'; to take it away leave out or empty both 'schedule_type' and"
            + " 'schedule_expression' and do not enable it.",
        field);
  }

  private boolean isWellFormed(ScheduleDefinition definition, FieldReader fields) {
    try {
      definition.schedule(zone);
      return true;
    } catch (MalformedScheduleException e) {
      violations.add(
          fields.pointerTo("schedule_expression"),
          ViolationCode.MALFORMED,
          "%s",
          "'schedule_expression': " + e.problem() + ".");
      return false;
    }
  }

  private void checkIsEverDue(ScheduleDefinition definition, FieldReader fields) {
    if (definition.first(now, zone).isEmpty()) {
      String field = definition.endAt() == null ? "schedule_expression" : "schedule_end_at";
      violations.add(
          fields.pointerTo(field),
          ViolationCode.NEVER_DUE,
          "'%s': the schedule would never be due after %s, when this was read; give a later time"
              + " or set 'schedule_enabled' to false.",
          field,
          JsonTime.text(now));
    }
  }

  /** Writes a schedule into the JSON of its task. */
  static void write(ScheduleDefinition definition, ObjectNode json) {
    if (definition.equals(ScheduleDefinition.NONE)) {
      return;
    }
    if (definition.type() != null) {
      json.put("schedule_type", definition.type().word());
    }
    json.put("schedule_expression", definition.expression());
    json.put("schedule_enabled", definition.enabled());
    if (definition.startAt() != null) {
      json.put("schedule_start_at", JsonTime.text(definition.startAt()));
    }
    if (definition.endAt() != null) {
      json.put("schedule_end_at", JsonTime.text(definition.endAt()));
    }
    if (definition.maxRuns() != null) {
      json.put("max_runs", definition.maxRuns());
    }
  }
}
