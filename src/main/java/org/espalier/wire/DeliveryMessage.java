package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that was made to the receiver of a run's events.
 *
 * @param event id of the event in the run's stream
 * @param type {@code task_start, progress, task_completed, task_failed, task_cancelled, final}
 * @param attempt 1 for the first call about this event
 * @param status {@code delivered, retrying, failed}
 * @param httpStatus null when the receiver did not answer
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DeliveryMessage(
    long id,
    UUID runId,
    String event,
    String type,
    int attempt,
    String status,
    @Nullable Integer httpStatus,
    @Nullable String error,
    long tookMs,
    @JsonSerialize(using = InstantForm.class) Instant at) {}
