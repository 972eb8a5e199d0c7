package org.espalier.api.jsonrpc.method;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.schedule.Schedules;
import org.espalier.tree.Task;
import org.espalier.webhook.TriggerAnswers;

/** Runs a task now, as its schedule would. */
@ApplicationScoped
public class TriggerMethods implements RpcMethods {
  /** Clients of the reference implementation wait for 30 seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(25);

  @Inject TaskFinder finder;
  @Inject Schedules schedules;
  @Inject TriggerAnswers answers;

  /** For the container, which sets the fields. */
  public TriggerMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.webhook.trigger", this::trigger);
  }

  private RpcResult trigger(RpcCall call) {
    Params params = call.named();
    Task task = finder.require(params);
    boolean waits = !params.flag("async_execution", true);
    UUID runId =
        schedules.trigger(
            task.id(), start -> start.by(RunTrigger.REQUEST).with(new RunOptions(true, false)));
    try {
      return new RpcResult.Value(
          waits ? answers.ended(task.id(), runId, PATIENCE) : answers.triggered(task.id(), runId));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RpcResult.Value(answers.triggered(task.id(), runId));
    }
  }
}
