package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.espalier.json.Json;

/** Builds contexts that say only what matters to a test. */
public final class Contexts {
  private Contexts() {}

  /** JSON written with single quotes. */
  public static ObjectNode json(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  public static ExecutionContext of(String inputs) {
    return of(json(inputs));
  }

  public static ExecutionContext of(ObjectNode inputs) {
    return of(inputs, Json.object(), 1, new CancellationToken());
  }

  public static ExecutionContext of(ObjectNode inputs, CancellationToken token) {
    return of(inputs, Json.object(), 1, token);
  }

  /** Of a run that another node has taken over from one that died. */
  public static ExecutionContext takenOver(ObjectNode inputs) {
    ExecutionContext first = of(inputs);
    return new ExecutionContext(
        first.runId(),
        first.treeId(),
        2,
        first.taskId(),
        first.taskName(),
        1,
        inputs,
        first.params(),
        first.idempotencyKey(),
        first.timeout(),
        first.cancellation(),
        first.progress());
  }

  public static ExecutionContext withDependencies(
      ExecutionContext of, Map<String, String> namesById) {
    return new ExecutionContext(
        of.runId(),
        of.treeId(),
        of.epoch(),
        of.taskId(),
        of.taskName(),
        of.attempt(),
        of.inputs(),
        of.params(),
        of.idempotencyKey(),
        of.timeout(),
        of.cancellation(),
        of.progress(),
        namesById);
  }

  public static ExecutionContext withParams(String inputs, String params) {
    return of(json(inputs), json(params), 1, new CancellationToken());
  }

  public static ExecutionContext attempt(int attempt, String inputs) {
    return of(json(inputs), Json.object(), attempt, new CancellationToken());
  }

  public static ExecutionContext of(
      ObjectNode inputs, ObjectNode params, int attempt, CancellationToken token) {
    return of(inputs, params, attempt, token, (progress, message) -> {});
  }

  public static ExecutionContext of(
      ObjectNode inputs,
      ObjectNode params,
      int attempt,
      CancellationToken token,
      ProgressListener progress) {
    return new ExecutionContext(
        new UUID(0, 1),
        new UUID(0, 2),
        1,
        new UUID(0, 3),
        "the task",
        attempt,
        inputs,
        params,
        "key-of-the-task",
        Duration.ofMinutes(1),
        token,
        progress);
  }
}
