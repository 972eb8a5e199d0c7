package org.espalier.it;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.hook.HookedTask;
import org.espalier.hook.TaskHook;
import org.espalier.hook.TreeHook;
import org.espalier.json.Json;

/** Put into the WAR by {@link HookIT}: an executor and a hook of both kinds, in one EJB. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HookingExecutor implements TaskExecutor, TaskHook, TreeHook {
  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "hooking_executor",
        "Hooking",
        "Tells what it saw as a hook.",
        Json.object().put("type", "object"),
        Json.object().put("type", "object"),
        Json.object().put("type", "object"),
        List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    return new ExecutionOutcome.Succeeded(context.inputs());
  }

  @Override
  public Set<String> executors() {
    return Set.of("hooking_executor");
  }

  @Override
  public Optional<ExecutionOutcome> before(HookedTask task) {
    task.inputs().put("hooked", task.name());
    return Optional.empty();
  }
}
