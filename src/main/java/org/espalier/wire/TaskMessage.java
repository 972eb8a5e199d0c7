package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task, the same in every protocol.
 *
 * @param key the caller's own id, when it was not a UUID v4
 * @param taskTreeId the tree, which has the id of its root task
 * @param status {@code pending, in_progress, completed, failed, cancelled}
 * @param priority 0 urgent to 3 low
 * @param dependencies {@code [{"id": uuid, "required": boolean, "type": "result"}]}
 * @param inputs what the user gave
 * @param timeout of one attempt, in seconds; null for the site's default
 * @param runIf the condition under which it is run; null for always
 * @param result an object; null unless completed
 * @param progress 0 to 1
 * @param attempts made in the run {@code runId}
 * @param waitingFor why it is not running; null unless pending or parked
 * @param runId the run that last included it
 * @param scheduleType {@code once, interval, cron, daily, weekly, monthly}; null for no schedule
 * @param nextRunAt when its schedule is due next; null when it is not enabled or over
 * @param runCount how many runs were counted for its schedule
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TaskMessage(
    UUID id,
    @Nullable String key,
    @Nullable UUID parentId,
    UUID taskTreeId,
    @Nullable String userId,
    String name,
    String status,
    int priority,
    RawJson dependencies,
    RawJson inputs,
    @Nullable RawJson params,
    @Nullable RawJson schemas,
    @Nullable RawJson retry,
    @JsonSerialize(using = SecondsForm.class) @Nullable Duration timeout,
    boolean atMostOnce,
    @Nullable RawJson runIf,
    @Nullable RawJson result,
    @Nullable String error,
    double progress,
    int attempts,
    @Nullable WaitingMessage waitingFor,
    @Nullable UUID runId,
    @JsonSerialize(using = InstantForm.class) Instant createdAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant startedAt,
    @JsonSerialize(using = InstantForm.class) Instant updatedAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant completedAt,
    @Nullable String scheduleType,
    @Nullable String scheduleExpression,
    boolean scheduleEnabled,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant scheduleStartAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant scheduleEndAt,
    @Nullable Integer maxRuns,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant nextRunAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant lastRunAt,
    int runCount) {}
