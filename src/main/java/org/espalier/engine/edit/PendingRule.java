package org.espalier.engine.edit;

import java.util.List;
import java.util.stream.Collectors;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;

/** Only what was never begun may be deleted by the protocol. Pure. */
final class PendingRule {
  private static final int MAX_NAMED = 5;

  private PendingRule() {}

  /**
   * Checks a task and what is below it.
   *
   * @throws TaskInUseException when one of them is not pending, or there are some below it and
   *     {@code cascade} is false
   */
  static void check(Task task, Subtree subtree, boolean cascade) {
    List<Task> begunBelow =
        subtree.inside().stream()
            .filter(other -> !other.equals(task) && other.status() != TaskStatus.PENDING)
            .toList();
    String own =
        task.status() == TaskStatus.PENDING
            ? ""
            : "task status is '%s' (must be 'pending')".formatted(task.status().word());
    if (!begunBelow.isEmpty()) {
      String named =
          begunBelow.stream()
              .limit(MAX_NAMED)
              .map(other -> other.id() + ": " + other.status().word())
              .collect(Collectors.joining(", "));
      throw new TaskInUseException(
          task.id(),
          "task has %d non-pending children: [%s]%s."
              .formatted(begunBelow.size(), named, own.isEmpty() ? "" : "; " + own));
    }
    if (!own.isEmpty()) {
      throw new TaskInUseException(task.id(), own + ".");
    }
    if (!cascade && subtree.ids().size() > 1) {
      throw new TaskInUseException(
          task.id(),
          "%d tasks are below it; say \"cascade\": true to delete them too."
              .formatted(subtree.ids().size() - 1));
    }
  }
}
