package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;

/** Makes new tasks for a stored tree, if the whole stays sound. Thread-safe. */
@ApplicationScoped
public class TreeExtender {
  private EspalierSettings settings;
  private ExecutorCatalog executors;
  private Clock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected TreeExtender() {}

  @Inject
  public TreeExtender(EspalierSettings settings, ExecutorCatalog executors, Clock clock) {
    this.settings = settings;
    this.executors = executors;
    this.clock = clock;
  }

  /**
   * Makes tasks; each needs a parent among them or in the tree. A task may leave its executor out.
   *
   * @param tree all tasks of the tree, in order
   * @param items the new tasks, in the form of a submission
   * @return the new tasks, not stored yet
   * @throws InvalidTreeException with all faults
   */
  public List<Task> extend(List<Task> tree, JsonNode items) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    List<TaskDraft> drafts = new ArrayList<>();
    tree.stream()
        .filter(task -> task.element().isEmpty())
        .forEach(task -> drafts.add(TaskDrafts.of(task, "/tasks/" + task.id())));
    int submitted = drafts.size();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    drafts.addAll(new SubmissionParser(settings, now, violations).parse(items).trees().get(0));
    refuseIfTooMany(drafts.size(), violations);
    NewTree whole =
        new TreeValidator(settings.limits(), executors, violations, false)
            .validate(drafts, "", now);
    violations.throwIfAny();
    List<Task> sound = Objects.requireNonNull(whole).tasks();
    List<Task> added = sound.subList(submitted, sound.size());
    int ordinal = tree.stream().mapToInt(Task::ordinal).max().orElse(-1);
    for (Task task : added) {
      task.moveTo(++ordinal);
    }
    return List.copyOf(added);
  }

  private void refuseIfTooMany(int count, Violations violations) {
    if (count > settings.limits().maxTasksPerTree()) {
      violations.add(
          "",
          ViolationCode.TOO_MANY_TASKS,
          "The tree would have %d tasks; at most %d are accepted.",
          count,
          settings.limits().maxTasksPerTree());
    }
  }
}
