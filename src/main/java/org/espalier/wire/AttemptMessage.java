package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try of one task in one run.
 *
 * @param number 1 for the first try in the run
 * @param status {@code in_progress, completed, failed, cancelled, lost}
 * @param startedAt taken just before the executor was entered
 * @param endedAt taken just after it returned; null while it runs
 * @param node name of the node it ran on
 * @param inputs what the executor was given, secrets excepted
 * @param result the result, or what is known of a failed try
 * @param errorKind the kind of failure: one stable word
 * @param retryable whether the failure was one a retry can help; null unless it failed
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AttemptMessage(
    UUID runId,
    UUID taskId,
    int number,
    String status,
    @JsonSerialize(using = InstantForm.class) Instant startedAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant endedAt,
    String node,
    @Nullable RawJson inputs,
    @Nullable RawJson result,
    @Nullable String error,
    @Nullable String errorKind,
    @Nullable Boolean retryable) {}
