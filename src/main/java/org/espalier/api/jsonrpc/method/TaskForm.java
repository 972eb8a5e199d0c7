package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.espalier.api.http.Ids;
import org.espalier.api.jsonrpc.Params;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.SubmissionReader;

/**
 * Turns the tasks of a call into a submission: fields that nobody knows, and those that the server
 * sets itself, are dropped without a word, as the reference implementation does; what would be set
 * to a state that a new task cannot have is refused.
 */
final class TaskForm {
  private static final int MAX_FAULTS = 100;
  private static final int MAX_USER_ID = 255;

  private static final Set<String> ORIGINS = Set.of("create", "copy", "link", "archive");

  private final Violations violations = new Violations(MAX_FAULTS);

  private TaskForm() {}

  /**
   * The submission of an array of tasks.
   *
   * @throws org.espalier.json.field.InvalidTreeException with the faults that only the protocol
   *     knows
   */
  static ArrayNode submission(ArrayNode tasks) {
    TaskForm form = new TaskForm();
    ArrayNode submission = Json.array();
    for (int i = 0; i < tasks.size(); i++) {
      JsonNode task = tasks.get(i);
      submission.add(form.task(task, "/" + i));
    }
    form.violations.throwIfAny();
    shareOwner(submission);
    return submission;
  }

  private JsonNode task(JsonNode given, String pointer) {
    if (!(given instanceof ObjectNode task)) {
      return given;
    }
    FieldReader fields = new FieldReader(task, pointer, violations);
    if (fields.node("name") == null) {
      violations.add(
          fields.pointerTo("name"),
          ViolationCode.REQUIRED,
          "Task at index %s must have a 'name' field",
          pointer.substring(1));
    }
    fields.constant("status", TaskStatus.class);
    fields.number("progress", 0, 1);
    fields.flag("has_references", false);
    checkMethod(fields, pointer);
    checkOrigin(fields);
    ObjectNode kept = task.deepCopy();
    kept.retain(SubmissionReader.FIELDS_AND_STATE);
    if (kept.path("schedule_type").asText().isEmpty()) {
      kept.remove("schedule_type");
    }
    if (kept.path("schedule_expression").asText().isEmpty()) {
      kept.remove("schedule_expression");
    }
    if (kept.get("children") instanceof ArrayNode children) {
      for (int i = 0; i < children.size(); i++) {
        children.set(i, task(children.get(i), pointer + "/children/" + i));
      }
    }
    return kept;
  }

  private void checkMethod(FieldReader fields, String pointer) {
    ObjectNode schemas = fields.object("schemas", Integer.MAX_VALUE);
    JsonNode method = schemas == null ? null : schemas.get("method");
    if (method != null
        && !method.isNull()
        && (!method.isTextual() || method.textValue().isBlank())) {
      violations.mismatch(
          pointer + "/schemas/method",
          ViolationCode.SCHEMA_INVALID,
          "method",
          "the name of an executor",
          FieldReader.describe(method));
    }
  }

  private void checkOrigin(FieldReader fields) {
    String origin = fields.node("origin_type") == null ? null : fields.text("origin_type", 20);
    if (origin != null && !ORIGINS.contains(origin)) {
      violations.mismatch(
          fields.pointerTo("origin_type"),
          ViolationCode.PROVENANCE,
          "origin_type",
          "one of create, copy, link, archive",
          "'" + origin + "'");
    } else if (origin != null && !origin.equals("create") && !origin.equals("copy")) {
      violations.add(
          fields.pointerTo("origin_type"),
          ViolationCode.PROVENANCE,
          "A task of origin '%s' is made by tasks.clone.",
          origin);
    }
    JsonNode original = fields.node("original_task_id");
    if (original != null && (!original.isTextual() || Ids.parse(original.textValue()).isEmpty())) {
      violations.mismatch(
          fields.pointerTo("original_task_id"),
          ViolationCode.PROVENANCE,
          "original_task_id",
          "a UUID",
          FieldReader.describe(original));
    }
  }

  /** All tasks of a submission get one owner: the first that is named. */
  private static void shareOwner(ArrayNode tasks) {
    for (JsonNode task : tasks) {
      JsonNode owner = task.path("user_id");
      if (owner.isTextual() && owner.textValue().length() <= MAX_USER_ID) {
        tasks.forEach(each -> giveOwner(each, owner));
        return;
      }
    }
  }

  private static void giveOwner(JsonNode task, JsonNode owner) {
    if (task instanceof ObjectNode object && object.path("user_id").asText("").isEmpty()) {
      object.set("user_id", owner);
    }
  }

  /** The array of tasks that params are, whichever of the accepted forms they have. */
  static ArrayNode tasks(JsonNode params) {
    if (params instanceof ArrayNode array) {
      return refuseIfEmpty(array);
    }
    JsonNode tasks = params.get("tasks");
    if (tasks == null) {
      return Json.array().add(params);
    }
    if (tasks instanceof ArrayNode array) {
      return refuseIfEmpty(array);
    }
    throw Params.mismatch("tasks", "an array", FieldReader.describe(tasks));
  }

  private static ArrayNode refuseIfEmpty(ArrayNode tasks) {
    if (tasks.isEmpty()) {
      throw Params.invalid("tasks", "Tasks array cannot be empty");
    }
    return tasks;
  }
}
