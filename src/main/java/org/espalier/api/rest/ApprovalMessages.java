package org.espalier.api.rest;

import org.espalier.engine.approval.Approval;
import org.espalier.executor.Question;
import org.espalier.wire.ApprovalMessage;
import org.espalier.wire.RawJson;

/** Turns questions to persons into messages. */
final class ApprovalMessages {
  private ApprovalMessages() {}

  static ApprovalMessage of(Approval approval) {
    Question question = approval.question();
    return new ApprovalMessage(
        approval.id(),
        approval.status().word(),
        approval.treeId(),
        approval.runId(),
        approval.taskId(),
        approval.attempt(),
        question.title(),
        question.message(),
        RawJson.of(question.data()),
        RawJson.of(question.form()),
        question.approvers(),
        approval.askedAt(),
        question.deadline().orElse(null),
        question.atDeadline().word(),
        question.onReject().word(),
        approval.decidedBy().orElse(null),
        approval.decidedAt().orElse(null),
        approval.comment().orElse(null),
        RawJson.of(approval.form()));
  }
}
