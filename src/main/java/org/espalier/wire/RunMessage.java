package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a tree or of a part of it.
 *
 * @param number 1 for the first run of its tree
 * @param status {@code queued, running, waiting, paused, completed, failed, cancelled}
 * @param scope {@code all, failed, tasks}
 * @param trigger {@code submit, request, schedule, webhook}
 * @param node name of the node that runs it, or ran it last
 * @param jobExecutionId the Jakarta Batch job execution of its latest claim
 * @param counts tasks of the run in each status
 * @param progress mean of the tree's tasks, 0 to 1
 * @param error why it did not complete, in a sentence
 * @param demo left out unless executors were not entered, and results of their form made up
 * @param request what was asked of it and is not done yet: {@code cancel, pause}; left out when
 *     nothing was
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RunMessage(
    UUID id,
    UUID treeId,
    int number,
    String status,
    String scope,
    String trigger,
    @JsonSerialize(using = InstantForm.class) Instant createdAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant startedAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant endedAt,
    @Nullable String node,
    @Nullable Long jobExecutionId,
    Counts counts,
    double progress,
    @Nullable String error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String request,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean demo) {

  /** How many tasks are in each status. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Counts(int pending, int inProgress, int completed, int failed, int cancelled) {}
}
