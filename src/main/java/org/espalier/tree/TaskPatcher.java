package org.espalier.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.settings.EspalierSettings;

/**
 * Changes the definition of one task of a stored tree by a merge patch (RFC 7396), if the whole
 * tree stays sound. Thread-safe.
 */
@ApplicationScoped
public class TaskPatcher {
  /** What a patch may hold; the rest of a task is its place, its owner or its state. */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "name",
          "priority",
          "dependencies",
          "inputs",
          "params",
          "schemas",
          "retry",
          "timeout",
          "at_most_once",
          "run_if");

  private EspalierSettings settings;
  private ExecutorCatalog executors;
  private Clock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected TaskPatcher() {}

  @Inject
  public TaskPatcher(EspalierSettings settings, ExecutorCatalog executors, Clock clock) {
    this.settings = settings;
    this.executors = executors;
    this.clock = clock;
  }

  /**
   * Patches a task. A fault that the patch causes in another task of the tree is reported at {@code
   * /tasks/<id>/...}.
   *
   * @param tree all tasks of the tree
   * @param target the one to change, of this list
   * @throws InvalidRequestException with all faults; nothing was changed
   */
  public void patch(List<Task> tree, Task target, JsonNode patch) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    List<TaskDraft> drafts = new ArrayList<>(tree.size());
    TaskParser parser = new TaskParser(settings.limits(), settings.retry(), violations);
    for (Task task : tree) {
      drafts.add(
          task.equals(target)
              ? patched(task, patch, parser, violations)
              : TaskDrafts.of(task, "/tasks/" + task.id()));
    }
    violations.refuseRequestIfAny();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    TreeValidator validator = new TreeValidator(settings.limits(), executors, violations);
    NewTree sound = validator.validate(drafts, "", now);
    violations.refuseRequestIfAny();
    target.redefine(sound.tasks().get(tree.indexOf(target)).definition(), now);
  }

  private TaskDraft patched(Task task, JsonNode patch, TaskParser parser, Violations violations) {
    ObjectNode json = TaskDrafts.json(task);
    if (patch.isObject()) {
      ObjectNode changes = (ObjectNode) patch;
      refuseUnchangeable(changes, violations);
      MergePatch.apply(json, changes.retain(CHANGEABLE));
    } else {
      violations.add(
          "", "type", "A merge patch is an object; got %s.", FieldReader.describe(patch));
    }
    return parser.parse(json, "", null);
  }

  private static void refuseUnchangeable(ObjectNode patch, Violations violations) {
    for (var field : patch.properties()) {
      String name = field.getKey();
      if (CHANGEABLE.contains(name)) {
        continue;
      }
      String pointer = new FieldReader(patch, "", violations).pointerTo(name);
      if (TaskParser.isKnown(name)) {
        violations.add(pointer, "read_only", "'%s' of a stored task cannot be changed.", name);
      } else {
        violations.add(
            pointer, "unknown_field", "There is no field '%s' here.", FieldReader.shorten(name));
      }
    }
  }
}
