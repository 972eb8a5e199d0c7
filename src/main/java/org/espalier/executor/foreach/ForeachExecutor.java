package org.espalier.executor.foreach;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.Inputs;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Makes one task of a template for each element of a list. It only says which they are: the engine
 * stores them, runs them and collects their results, without a thread of this one's.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class ForeachExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(ForeachExecutor.class, "foreach_executor.json");

  /** For the container. */
  public ForeachExecutor() {}

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      Inputs inputs = Inputs.of(draft);
      ElementTemplate.of(inputs, draft.taskName());
      ForeachOptions.of(inputs);
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    ElementTemplate template = ElementTemplate.of(inputs, context.taskName());
    ForeachOptions options = ForeachOptions.of(inputs);
    return template.count() == 0
        ? nothing()
        : new Expanded(
            template.count(),
            template::task,
            options.maxConcurrency(),
            options.onFailure(),
            options.collects());
  }

  private static ExecutionOutcome nothing() {
    var result = Json.object().put("count", 0);
    result.putArray("results");
    result.putArray("failed");
    return new Succeeded(result);
  }
}
