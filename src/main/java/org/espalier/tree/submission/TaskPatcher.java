package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;

/**
 * Changes the definition of one task of a stored tree by a merge patch (RFC 7396), if the whole
 * tree stays sound. Thread-safe.
 */
@ApplicationScoped
public class TaskPatcher {
  /** What a patch may hold; the rest of a task is its place, its owner or its state. */
  public static final Set<String> CHANGEABLE =
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
          "schedule_type",
          "schedule_expression",
          "schedule_enabled",
          "schedule_start_at",
          "schedule_end_at",
          "max_runs",
          "run_if");

  private static final Set<String> WORK = Set.of("dependencies", "inputs", "params", "schemas");

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
    change(tree, target, patch, MergePatch::apply);
  }

  /**
   * The same with values that replace the old ones as a whole; null removes.
   *
   * @throws InvalidRequestException with all faults; nothing was changed
   */
  public void replace(List<Task> tree, Task target, ObjectNode values) {
    change(tree, target, values, TaskPatcher::replaceAll);
  }

  private static void replaceAll(ObjectNode task, ObjectNode values) {
    for (var field : values.properties()) {
      if (field.getValue().isNull()) {
        task.remove(field.getKey());
      } else {
        task.set(field.getKey(), field.getValue());
      }
    }
  }

  private void change(
      List<Task> tree, Task target, JsonNode patch, BiConsumer<ObjectNode, ObjectNode> way) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    List<TaskDraft> drafts = new ArrayList<>(tree.size());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    TaskParser parser = new TaskParser(settings, now, violations);
    if (target.element().isPresent()) {
      violations.add(
          "",
          ViolationCode.MADE_BY_FOREACH,
          "Task '%s' was made for an element of a list; change the task that made it.",
          FieldReader.shorten(target.name()));
    }
    List<Task> submitted = tree.stream().filter(task -> task.element().isEmpty()).toList();
    for (Task task : submitted) {
      drafts.add(
          task.equals(target)
              ? patched(task, patch, way, parser, violations)
              : TaskDrafts.of(task, "/tasks/" + task.id()));
    }
    violations.refuseRequestIfAny();
    boolean canAllRun =
        tree.stream()
            .allMatch(
                task ->
                    executors
                        .refusal(task.executor())
                        .filter(why -> why.code() == ViolationCode.UNKNOWN_EXECUTOR)
                        .isEmpty());
    TreeValidator validator =
        new TreeValidator(settings.limits(), executors, violations, canAllRun);
    NewTree sound = validator.validate(drafts, "", now);
    violations.refuseRequestIfAny();
    List<Task> checked = Objects.requireNonNull(sound).tasks();
    target.redefine(checked.get(submitted.indexOf(target)).definition(), now);
  }

  /** Whether a patch changes nothing but when the task is to run. */
  public static boolean isOfScheduleOnly(JsonNode patch) {
    return patch.isObject()
        && !patch.isEmpty()
        && fieldsOf(patch).allMatch(ScheduleFields.NAMES::contains);
  }

  private static Stream<String> fieldsOf(JsonNode patch) {
    return patch.properties().stream().map(Map.Entry::getKey);
  }

  /**
   * Changes when a task is to run by itself, and nothing else of it.
   *
   * @param patch one of which {@link #isOfScheduleOnly} holds
   * @throws InvalidRequestException with all faults; nothing was changed
   */
  public void patchSchedule(Task target, JsonNode patch) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    TaskParser parser = new TaskParser(settings, now, violations);
    TaskDraft draft = patched(target, patch, MergePatch::apply, parser, violations);
    violations.refuseRequestIfAny();
    target.reschedule(draft.schedule(), draft.firstRunAt(), now);
  }

  private static TaskDraft patched(
      Task task,
      JsonNode patch,
      BiConsumer<ObjectNode, ObjectNode> way,
      TaskParser parser,
      Violations violations) {
    ObjectNode json = TaskDrafts.json(task);
    boolean isRescheduled =
        patch.isObject() && fieldsOf(patch).anyMatch(ScheduleFields.NAMES::contains);
    if (isRescheduled) {
      ScheduleFields.write(task.schedule().definition(), json);
    }
    if (patch.isObject()) {
      ObjectNode changes = (ObjectNode) patch;
      refuseUnchangeable(changes, violations);
      way.accept(json, changes.retain(CHANGEABLE));
      if (isRescheduled) {
        ScheduleFields.dropIfTakenAway(json, changes);
      }
    } else {
      violations.add(
          "",
          ViolationCode.TYPE,
          "A merge patch is an object; got %s.",
          FieldReader.describe(patch));
    }
    TaskDraft draft = parser.parse(json, "", null).withStored(!changesWork(patch));
    if (!isRescheduled) {
      return draft.withScheduleOf(task);
    }
    if (task.schedule().definition().type() != null) {
      refuseUsedUp(task, draft.schedule(), violations);
    }
    return draft;
  }

  /** Whether a patch says anew what the task is to do. */
  private static boolean changesWork(JsonNode patch) {
    return fieldsOf(patch).anyMatch(WORK::contains);
  }

  private static void refuseUsedUp(Task task, ScheduleDefinition schedule, Violations violations) {
    if (schedule.enabled() && task.schedule().isUsedUp(schedule.maxRuns())) {
      violations.add(
          "/max_runs",
          ViolationCode.RANGE,
          "'max_runs': the task has run %d times already; give a higher number, or null for any.",
          task.schedule().runCount());
    }
  }

  private static void refuseUnchangeable(ObjectNode patch, Violations violations) {
    for (var field : patch.properties()) {
      String name = field.getKey();
      if (CHANGEABLE.contains(name)) {
        continue;
      }
      String pointer = new FieldReader(patch, "", violations).pointerTo(name);
      if (TaskParser.isKnown(name)) {
        violations.add(
            pointer, ViolationCode.READ_ONLY, "'%s' of a stored task cannot be changed.", name);
      } else {
        violations.add(
            pointer,
            ViolationCode.UNKNOWN_FIELD,
            "There is no field '%s' here.",
            FieldReader.shorten(name));
      }
    }
  }
}
