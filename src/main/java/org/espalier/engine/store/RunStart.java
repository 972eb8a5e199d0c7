package org.espalier.engine.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;

/**
 * What to run of a tree, and why.
 *
 * @param scope all of it, what did not complete, or chosen tasks
 * @param tasks the chosen tasks; empty unless the scope is {@link RunScope#TASKS} or {@link
 *     RunScope#CHAIN}
 * @param inputs inputs of single tasks for this run only, by task; they go over the task's own,
 *     field by field
 * @param trigger what starts it
 * @param companions what is stored together with the run
 * @param options how the run differs from the usual one
 */
public record RunStart(
    RunScope scope,
    Set<UUID> tasks,
    Map<UUID, ObjectNode> inputs,
    RunTrigger trigger,
    List<RunCompanion> companions,
    RunOptions options) {
  /** All of the tree, as it is. */
  public static final RunStart ALL = new RunStart(RunScope.ALL, Set.of(), Map.of());

  public RunStart {
    tasks = Set.copyOf(tasks);
    inputs = Map.copyOf(inputs);
    companions = List.copyOf(companions);
  }

  /** What a request asks for. */
  public RunStart(RunScope scope, Set<UUID> tasks, Map<UUID, ObjectNode> inputs) {
    this(scope, tasks, inputs, RunTrigger.REQUEST, List.of(), RunOptions.NONE);
  }

  /** A task by itself: the whole tree for its root, otherwise the task with all it depends on. */
  public static RunStart ofTask(UUID taskId, UUID treeId) {
    return taskId.equals(treeId) ? ALL : new RunStart(RunScope.CHAIN, Set.of(taskId), Map.of());
  }

  /** The same, as a demo. */
  public RunStart asDemo() {
    return with(new RunOptions(options.mergesFlat(), true));
  }

  /** The same, started by something else. */
  public RunStart by(RunTrigger other) {
    return new RunStart(scope, tasks, inputs, other, companions, options);
  }

  /** The same, with something more stored beside the run. */
  public RunStart with(RunCompanion companion) {
    ArrayList<RunCompanion> more = new ArrayList<>(companions);
    more.add(companion);
    return new RunStart(scope, tasks, inputs, trigger, more, options);
  }

  /** The same, run in another way than the usual. */
  public RunStart with(RunOptions other) {
    return new RunStart(scope, tasks, inputs, trigger, companions, other);
  }
}
