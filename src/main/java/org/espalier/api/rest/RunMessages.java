package org.espalier.api.rest;

import java.time.Instant;
import java.util.Map;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TaskTree;
import org.espalier.webhook.Delivery;
import org.espalier.wire.AttemptMessage;
import org.espalier.wire.DeliveryMessage;
import org.espalier.wire.RawJson;
import org.espalier.wire.RunMessage;

/** Turns runs and attempts into messages. */
final class RunMessages {
  private RunMessages() {}

  static RunMessage of(TreeRun run) {
    return new RunMessage(
        run.id(),
        run.treeId(),
        run.number(),
        run.status().word(),
        run.scope().word(),
        run.trigger().word(),
        run.createdAt(),
        run.startedAt().orElse(null),
        run.endedAt().orElse(null),
        run.node().orElse(null),
        run.jobExecutionId().orElse(null),
        counts(run.counts()),
        run.progress(),
        run.error().orElse(null),
        run.request().map(RunRequest::word).orElse(null),
        run.isDemo());
  }

  /** The run that was stored with a tree, as it was then; by now it may be further. */
  static RunMessage queued(TaskTree tree, Instant createdAt) {
    return new RunMessage(
        tree.lastRunId().orElseThrow(),
        tree.id(),
        1,
        RunStatus.QUEUED.word(),
        RunScope.ALL.word(),
        RunTrigger.SUBMIT.word(),
        createdAt,
        null,
        null,
        null,
        null,
        new RunMessage.Counts(tree.taskCount(), 0, 0, 0, 0),
        0,
        null,
        null,
        false);
  }

  private static RunMessage.Counts counts(Map<TaskStatus, Integer> counts) {
    return new RunMessage.Counts(
        counts.getOrDefault(TaskStatus.PENDING, 0),
        counts.getOrDefault(TaskStatus.IN_PROGRESS, 0),
        counts.getOrDefault(TaskStatus.COMPLETED, 0),
        counts.getOrDefault(TaskStatus.FAILED, 0),
        counts.getOrDefault(TaskStatus.CANCELLED, 0));
  }

  static DeliveryMessage of(Delivery delivery) {
    return new DeliveryMessage(
        delivery.id(),
        delivery.runId(),
        delivery.event(),
        delivery.type(),
        delivery.attempt(),
        delivery.status().word(),
        delivery.httpStatus().orElse(null),
        delivery.error().orElse(null),
        delivery.took().toMillis(),
        delivery.at());
  }

  static AttemptMessage of(TaskAttempt attempt) {
    return new AttemptMessage(
        attempt.runId(),
        attempt.taskId(),
        attempt.number(),
        attempt.status().word(),
        attempt.startedAt(),
        attempt.endedAt().orElse(null),
        attempt.node(),
        RawJson.of(attempt.inputs()),
        RawJson.of(attempt.result()),
        attempt.error().orElse(null),
        attempt.errorKind().orElse(null),
        attempt.retryable().orElse(null));
  }
}
