package org.espalier.engine.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.Question;
import org.espalier.executor.Question.AtDeadline;
import org.espalier.executor.Question.OnReject;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.jspecify.annotations.Nullable;

/**
 * What was decided of a question, by a person or by its deadline, and what the task makes of it.
 *
 * @param attempt the number of the attempt that asked
 * @param status approved, rejected or expired
 * @param decidedBy null for the deadline
 * @param form what was filled in, as JSON text
 */
public record Decision(
    UUID approvalId,
    UUID taskId,
    int attempt,
    ApprovalStatus status,
    Question question,
    @Nullable String decidedBy,
    Instant decidedAt,
    @Nullable String comment,
    @Nullable String form) {

  /**
   * {@code {"approved", "approval_id", "decided_by", "decided_at", "comment", "form"}}; of a
   * deadline that passed nobody and null.
   */
  public ObjectNode result() {
    ObjectNode json =
        Json.object()
            .put("approved", isApproved())
            .put("approval_id", approvalId.toString())
            .put("decided_by", decidedBy)
            .put("decided_at", JsonTime.text(decidedAt))
            .put("comment", comment);
    JsonNode filledIn = form == null ? NullNode.instance : Json.readObject(form);
    json.set("form", filledIn);
    return json;
  }

  private boolean isApproved() {
    return status == ApprovalStatus.APPROVED
        || status == ApprovalStatus.EXPIRED && question.atDeadline() == AtDeadline.APPROVE;
  }

  public ExecutionOutcome outcome() {
    if (isApproved()) {
      return new Succeeded(result());
    }
    if (status == ApprovalStatus.EXPIRED && question.atDeadline() == AtDeadline.FAIL) {
      return failed("deadline", "Nobody decided before the deadline, " + deadline() + ".");
    }
    return question.onReject() == OnReject.COMPLETE
        ? new Succeeded(result())
        : failed("rejected", rejection());
  }

  private String rejection() {
    if (decidedBy == null) {
      return "Nobody decided before the deadline, " + deadline() + ", which counts as a rejection.";
    }
    return comment == null
        ? "Rejected by " + decidedBy + "."
        : "Rejected by " + decidedBy + ": " + comment;
  }

  private String deadline() {
    return question.deadline().map(JsonTime::text).orElse("none");
  }

  private Failed failed(String kind, String message) {
    return new Failed(kind, message, false, Optional.empty(), result());
  }
}
