package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskName;

/**
 * Checks the inputs that are given for one run, as those of a submission are: together with the
 * task's own, against the schemas of the executor and of the task. What depends on a reference is
 * left to the attempt. Thread-safe.
 */
@ApplicationScoped
public class RunInputsValidator {
  /** Faults elsewhere than in the inputs were let in before, and are no matter of this request. */
  private static final String INPUTS = "/inputs";

  private static final Set<ViolationCode> WRITTEN =
      EnumSet.of(
          ViolationCode.UNKNOWN_INPUT,
          ViolationCode.INVALID_INPUT,
          ViolationCode.UNCLOSED_REFERENCE,
          ViolationCode.SECRET_NAME);

  private static final int MAX_FAULTS_OF_A_TASK = 100;

  private ExecutorCatalog executors;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected RunInputsValidator() {}

  @Inject
  public RunInputsValidator(ExecutorCatalog executors) {
    this.executors = executors;
  }

  /**
   * Checks what is given for one task.
   *
   * @param pointer where {@code given} stands in the request; faults are noted below it
   * @param names of the tree's tasks, by id
   */
  public void check(
      Task task,
      ObjectNode given,
      String pointer,
      Map<UUID, TaskName> names,
      Violations violations) {
    ObjectNode inputs = Json.readObject(task.inputs());
    inputs.setAll(given.deepCopy());
    Violations found = new Violations(MAX_FAULTS_OF_A_TASK);
    TaskDraft draft = TaskDrafts.of(task, "").withInputs(inputs).withStored(false);
    new InputsValidator(executors, found).check(draft, dependencyNames(task, names));
    for (TreeViolation violation : found.list()) {
      if (violation.code() == ViolationCode.EXECUTOR_NOT_GRANTED) {
        violations.add(violation.at(pointer));
      } else if (violation.pointer().startsWith(INPUTS) && isOf(given, violation)) {
        String below = violation.pointer().substring(INPUTS.length());
        violations.add(violation.at(pointer + below));
      }
    }
  }

  /** Whether a fault is one of what was given now, where it is one of what somebody wrote. */
  private static boolean isOf(ObjectNode given, TreeViolation violation) {
    if (!WRITTEN.contains(violation.code())) {
      return true;
    }
    List<String> steps = JsonPointers.steps(violation.pointer());
    return steps.size() > 1 && given.has(steps.get(1));
  }

  private static Set<String> dependencyNames(Task task, Map<UUID, TaskName> names) {
    Set<String> found = new HashSet<>();
    for (TaskDependency dependency : task.dependencies()) {
      found.add(dependency.id().toString());
      TaskName name = names.get(dependency.id());
      if (name != null) {
        found.add(name.name());
      }
      if (name != null && name.key() != null) {
        found.add(name.key());
      }
    }
    return found;
  }
}
