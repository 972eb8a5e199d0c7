package org.espalier.engine.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.tree.TaskStatus;

/**
 * What a caller who does a task's work himself says of its state, while no run of the tree is on.
 *
 * @param status the status the task is to have
 * @param progress 0 to 1
 * @param result an object
 * @param error a sentence
 */
public record StateChange(
    Optional<TaskStatus> status,
    Optional<Double> progress,
    Optional<ObjectNode> result,
    Optional<String> error) {
  /** Changes nothing. */
  public static final StateChange NONE =
      new StateChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
