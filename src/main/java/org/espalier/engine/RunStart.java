package org.espalier.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What to run of a tree.
 *
 * @param scope all of it, what did not complete, or chosen tasks
 * @param tasks the chosen tasks; empty unless the scope is {@link RunScope#TASKS}
 * @param inputs inputs of single tasks for this run only, by task; they go over the task's own,
 *     field by field
 * @param options how the run differs from the usual one
 */
public record RunStart(
    RunScope scope, Set<UUID> tasks, Map<UUID, ObjectNode> inputs, RunOptions options) {
  /** All of the tree, as it is. */
  public static final RunStart ALL = new RunStart(RunScope.ALL, Set.of(), Map.of());

  public RunStart {
    tasks = Set.copyOf(tasks);
    inputs = Map.copyOf(inputs);
  }

  /** The usual run of this. */
  public RunStart(RunScope scope, Set<UUID> tasks, Map<UUID, ObjectNode> inputs) {
    this(scope, tasks, inputs, RunOptions.NONE);
  }
}
