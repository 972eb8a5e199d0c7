package org.espalier.it;

import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.hook.HookedTask;
import org.espalier.hook.TaskHook;
import org.espalier.hook.TreeHook;

/** Put into a jar; signs what asks for it, and fails after that. */
public class SigningHook implements TaskHook, TreeHook {
  /** For the service loader. */
  public SigningHook() {}

  @Override
  public Set<String> executors() {
    return Set.of("echo_executor");
  }

  @Override
  public Optional<ExecutionOutcome> before(HookedTask task) {
    if (task.inputs().has("sign")) {
      task.inputs().put("signed_by", "hook");
    }
    return Optional.empty();
  }

  @Override
  public void after(HookedTask task, ExecutionOutcome outcome) {
    if (task.inputs().has("sign")) {
      throw new IllegalStateException("after " + task.executor());
    }
  }
}
