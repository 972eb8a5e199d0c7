package org.espalier.engine.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunPlan.PlannedTask;
import org.espalier.tree.TaskStatus;

/**
 * What becomes of the tasks that others made for elements of lists when a tree is run again. Pure.
 *
 * @param toRun all tasks the run runs
 * @param toRemove made tasks to delete, since the ones that made them start from the beginning
 */
public record ElementPlan(Set<UUID> toRun, List<UUID> toRemove) {

  /**
   * The plan for a start. A task that did not complete and is run again by itself, or with all that
   * failed, keeps what it made: what completed stays, the rest is run again. A made task is not
   * chosen by itself; it stands for the one that made it.
   */
  public static ElementPlan of(RunStart start, List<PlannedTask> tasks) {
    if (tasks.stream().noneMatch(PlannedTask::isMade)) {
      return new ElementPlan(RunPlan.tasksToRun(start, tasks), List.of());
    }
    List<PlannedTask> submitted = tasks.stream().filter(task -> !task.isMade()).toList();
    Set<UUID> toRun = RunPlan.tasksToRun(chosenMakers(start, tasks), submitted);
    boolean keeps = start.scope() == RunScope.FAILED || start.scope() == RunScope.TASKS;
    return new Walk(tasks, new HashSet<>(toRun)).plan(submitted, keeps);
  }

  private static RunStart chosenMakers(RunStart start, List<PlannedTask> tasks) {
    Map<UUID, PlannedTask> byId = new HashMap<>();
    tasks.forEach(task -> byId.put(task.id(), task));
    Set<UUID> chosen = new HashSet<>();
    for (UUID id : start.tasks()) {
      PlannedTask at = byId.get(id);
      while (at != null && at.isMade() && byId.containsKey(at.maker())) {
        at = byId.get(at.maker());
      }
      chosen.add(at == null ? id : at.id());
    }
    return new RunStart(
        start.scope(),
        chosen,
        start.inputs(),
        start.trigger(),
        start.companions(),
        start.options());
  }

  private static final class Walk {
    private final Map<UUID, List<PlannedTask>> made = new HashMap<>();
    private final Set<UUID> toRun;
    private final List<UUID> toRemove = new ArrayList<>();

    Walk(List<PlannedTask> tasks, Set<UUID> toRun) {
      this.toRun = toRun;
      for (PlannedTask task : tasks) {
        if (task.isMade()) {
          made.computeIfAbsent(task.maker(), id -> new ArrayList<>()).add(task);
        }
      }
    }

    ElementPlan plan(List<PlannedTask> submitted, boolean keeps) {
      for (PlannedTask task : submitted) {
        if (toRun.contains(task.id())) {
          plan(task, keeps && task.status() != TaskStatus.COMPLETED);
        }
      }
      return new ElementPlan(toRun, toRemove);
    }

    private void plan(PlannedTask maker, boolean isKept) {
      for (PlannedTask task : made.getOrDefault(maker.id(), List.of())) {
        if (!isKept) {
          toRemove.add(task.id());
          plan(task, false);
        } else if (task.status() != TaskStatus.COMPLETED) {
          toRun.add(task.id());
          plan(task, true);
        }
      }
    }
  }
}
