package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question that a task has put to a person, and the answer.
 *
 * @param status {@code open, approved, rejected, expired, withdrawn}
 * @param attempt the number of the attempt that asked
 * @param data what the person is to see; {@code {}} for nothing
 * @param form JSON schema (draft-07) of what whoever approves has to fill in; {@code {}} for
 *     nothing
 * @param approvers names of the persons and groups that may decide; empty for everybody
 * @param deadline until when it can be answered; null for ever
 * @param atDeadline what a deadline counts as: {@code reject, approve, fail}
 * @param onReject what a rejection does to the task: {@code fail, complete}
 * @param decidedBy who decided; null while nobody has, and of a deadline
 * @param formData what was filled in; null for nothing
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ApprovalMessage(
    UUID id,
    String status,
    UUID treeId,
    UUID runId,
    UUID taskId,
    int attempt,
    String title,
    String message,
    RawJson data,
    RawJson form,
    List<String> approvers,
    @JsonSerialize(using = InstantForm.class) Instant askedAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant deadline,
    String atDeadline,
    String onReject,
    @Nullable String decidedBy,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant decidedAt,
    @Nullable String comment,
    @Nullable RawJson formData) {
  public ApprovalMessage {
    approvers = List.copyOf(approvers);
  }
}
