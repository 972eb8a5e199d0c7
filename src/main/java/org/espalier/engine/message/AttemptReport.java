package org.espalier.engine.message;

import java.time.Instant;
import org.espalier.executor.ExecutionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt went.
 *
 * @param startedAt taken just before the executor was entered
 * @param endedAt taken just after it returned, or when it was given up
 * @param inputs JSON text of what the executor was given, secrets excepted; null when they could
 *     not be made
 * @param outcome how it ended
 * @param resultText JSON text of the outcome's result or details; null for none
 * @param elements the tasks an {@link ExecutionOutcome.Expanded} makes; null for other outcomes
 */
public record AttemptReport(
    Instant startedAt,
    Instant endedAt,
    @Nullable String inputs,
    ExecutionOutcome outcome,
    @Nullable String resultText,
    @Nullable NewElements elements) {

  /** Of an attempt that made no tasks. */
  public AttemptReport(
      Instant startedAt,
      Instant endedAt,
      @Nullable String inputs,
      ExecutionOutcome outcome,
      @Nullable String resultText) {
    this(startedAt, endedAt, inputs, outcome, resultText, null);
  }
}
