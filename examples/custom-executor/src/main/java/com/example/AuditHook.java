package com.example;

import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.hook.HookedTask;
import org.espalier.hook.HookedTree;
import org.espalier.hook.TaskHook;
import org.espalier.hook.TreeHook;

/** Tells words what tree they are of, and a log how tasks and trees end. */
public class AuditHook implements TaskHook, TreeHook {
  private static final System.Logger LOG = System.getLogger("audit");

  @Override
  public Set<String> executors() {
    return Set.of("word_count_executor"); // empty, the default: all
  }

  @Override
  public Optional<ExecutionOutcome> before(HookedTask task) {
    task.inputs().put("tree", task.treeId().toString());
    return Optional.empty();
  }

  @Override
  public void after(HookedTask task, ExecutionOutcome outcome) {
    LOG.log(System.Logger.Level.INFO, "{0}: {1}", task.name(), outcome.getClass().getSimpleName());
  }

  @Override
  public void completed(HookedTree tree) {
    LOG.log(System.Logger.Level.INFO, "tree {0} is {1}", tree.name(), tree.status());
  }
}
