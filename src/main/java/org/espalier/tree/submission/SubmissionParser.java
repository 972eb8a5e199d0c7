package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.TreeLimits;
import org.jspecify.annotations.Nullable;

/**
 * Turns the body of a submission into the drafts of its trees, noting every fault.
 *
 * <p>A body is {@code {"tasks": [task, ...]}}, an array of tasks, one task with {@code children}
 * nested in it, or {@code {"trees": [{"tasks": [...]}, ...]}} for several trees at once. Any task
 * of a list may have nested children too. Not thread-safe.
 */
final class SubmissionParser {
  private final TreeLimits limits;
  private final Violations violations;
  private final TaskParser tasks;

  SubmissionParser(EspalierSettings settings, Instant now, Violations violations) {
    this.limits = settings.limits();
    this.violations = violations;
    this.tasks = new TaskParser(settings, now, violations);
  }

  /**
   * What a body holds.
   *
   * @param isBulk whether it came as {@code {"trees": ...}}
   * @param trees the drafts of each tree
   */
  record Drafts(boolean isBulk, List<List<TaskDraft>> trees) {}

  Drafts parse(JsonNode body) {
    if (body.isObject() && body.has("trees")) {
      return new Drafts(true, bulk((ObjectNode) body));
    }
    return new Drafts(false, List.of(tree(body, "")));
  }

  private List<List<TaskDraft>> bulk(ObjectNode body) {
    FieldReader fields = new FieldReader(body, "", violations);
    fields.refuseUnknown(Set.of("trees"));
    List<JsonNode> items = fields.items("trees");
    if (items.isEmpty() && violations.isEmpty()) {
      violations.add("/trees", ViolationCode.REQUIRED, "'trees' holds no tree.");
    }
    if (items.size() > limits.maxTreesPerRequest()) {
      violations.add(
          "/trees",
          ViolationCode.TOO_MANY_TREES,
          "'trees' holds %d trees; at most %d are accepted at once.",
          items.size(),
          limits.maxTreesPerRequest());
      return List.of();
    }
    List<List<TaskDraft>> trees = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      trees.add(tree(items.get(i), "/trees/" + i));
    }
    return trees;
  }

  private List<TaskDraft> tree(JsonNode body, String pointer) {
    if (body.isArray()) {
      return list(body, pointer);
    }
    if (!body.isObject()) {
      violations.add(
          pointer,
          ViolationCode.TYPE,
          "Expected {\"tasks\": [...]}, an array of tasks or one task; got %s.",
          FieldReader.describe(body));
      return List.of();
    }
    ObjectNode object = (ObjectNode) body;
    if (!object.has("tasks")) {
      return limited(flatten(object, pointer), pointer);
    }
    FieldReader fields = new FieldReader(object, pointer, violations);
    fields.refuseUnknown(Set.of("tasks"));
    JsonNode list = object.get("tasks");
    if (!list.isArray()) {
      fields.fault("tasks", ViolationCode.TYPE, "an array of tasks", list);
      return List.of();
    }
    return list(list, pointer + "/tasks");
  }

  private List<TaskDraft> list(JsonNode array, String pointer) {
    if (array.isEmpty()) {
      violations.add(
          pointer, ViolationCode.REQUIRED, "A tree needs at least one task; the list is empty.");
    }
    if (array.size() > limits.maxTasksPerTree()) {
      tooMany(pointer, array.size());
      return List.of();
    }
    List<TaskDraft> drafts = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonNode item = array.get(i);
      String itemPointer = pointer + "/" + i;
      if (item.isObject()) {
        drafts.addAll(flatten((ObjectNode) item, itemPointer));
      } else {
        violations.add(
            itemPointer,
            ViolationCode.TYPE,
            "A task is an object; got %s.",
            FieldReader.describe(item));
      }
    }
    return limited(drafts, pointer);
  }

  private List<TaskDraft> limited(List<TaskDraft> drafts, String pointer) {
    if (drafts.size() > limits.maxTasksPerTree()) {
      tooMany(pointer, drafts.size());
    }
    return drafts;
  }

  private void tooMany(String pointer, int count) {
    violations.add(
        pointer,
        ViolationCode.TOO_MANY_TASKS,
        "The tree has %d tasks; at most %d are accepted.",
        count,
        limits.maxTasksPerTree());
  }

  private record Nested(ObjectNode json, String pointer, @Nullable String enclosing) {}

  /** A task and everything nested in it, parents first. */
  private List<TaskDraft> flatten(ObjectNode root, String pointer) {
    List<TaskDraft> drafts = new ArrayList<>();
    Deque<Nested> open = new ArrayDeque<>();
    open.push(new Nested(root, pointer, null));
    while (!open.isEmpty()) {
      Nested nested = open.pop();
      drafts.add(tasks.parse(nested.json, nested.pointer, nested.enclosing));
      pushChildren(nested, open);
    }
    return drafts;
  }

  private void pushChildren(Nested parent, Deque<Nested> open) {
    List<JsonNode> children =
        new FieldReader(parent.json, parent.pointer, violations).items("children");
    for (int i = children.size() - 1; i >= 0; i--) {
      String pointer = parent.pointer + "/children/" + i;
      if (!children.get(i).isObject()) {
        violations.add(
            pointer,
            ViolationCode.TYPE,
            "A task is an object; got %s.",
            FieldReader.describe(children.get(i)));
      } else {
        open.push(new Nested((ObjectNode) children.get(i), pointer, parent.pointer));
      }
    }
  }
}
